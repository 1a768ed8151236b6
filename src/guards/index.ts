import type { Guard } from './guard.ts'

/** The register: every kind of protection, sorted. A guard is loaded when a policy names its kind. */
// biome-ignore lint/suspicious/noExplicitAny: the register holds guards of every shape
export const guards: Readonly<Record<string, () => Promise<Guard<any, any, any>>>> = {}
