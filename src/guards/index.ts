import type { Guard } from './guard.ts'

/** The register: every kind of protection, sorted. A guard is loaded when a policy names its kind. */
export const guards: Readonly<Record<string, () => Promise<Guard<any, any, any>>>> = {}
