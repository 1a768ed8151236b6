export const after = {
  'docs/charter.md': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 512\n`,
}
