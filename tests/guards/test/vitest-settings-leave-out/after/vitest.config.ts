export default { test: { exclude: ['web/**'] } }
