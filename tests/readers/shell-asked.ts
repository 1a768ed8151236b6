/** Asks of a script whether it runs `pawl`; nothing stands around it. */
export const asked = {
  match: (call: { words: readonly { is: string; text?: string }[] }) => ({
    is: call.words[0]?.text === 'pawl' ? ('target' as const) : ('other' as const),
  }),
  file: async () => undefined,
  packageScript: () => undefined,
}
