const policy = (checked: string) => `protocol: done
title: Done
status: reversible
owners: [platform]
why: It was done.
protect:
  - document: docs/done.md
    checklist: { under: Done, items: [Backup], checked: ${checked} }
`
export const before = { 'policies/done.yaml': policy('all'), 'docs/done.md': '## Done\n\n- [x] Backup\n- [ ] Lunch\n' }
export const after = { 'docs/done.md': '## Done\n\n- [ ] Backup\n- [x] Lunch\n' }
