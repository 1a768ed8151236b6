import fc from 'fast-check'

/** Properties drawn from one seed, so that the same tree passes or fails each time; `SEED=<n>` draws others, and `npm run fuzz` new ones. */
fc.configureGlobal({ seed: Number(process.env.SEED ?? 2026) })

export default fc
