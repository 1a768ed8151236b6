import type { ProtocolState } from '../model/report.ts'
import { line } from './escape.ts'
import type { Paint } from './paint.ts'

/** Coverage of every protocol, by layer, with what does not hold named. */
export function auditText(protocols: readonly ProtocolState[], paint: Paint): string {
  return protocols.map((protocol) => protocolText(protocol, paint)).join('\n\n')
}

function protocolText(protocol: ProtocolState, paint: Paint): string {
  const { held, of, required } = protocol.coverage
  const below = held < required
  const lines = [
    `${line(protocol.id)}: coverage ${(below ? paint.red : paint.green)(`${held}/${of}`)}${below ? ` (below required ${required}/${of})` : ''}`,
  ]
  const named = protocol.layers.filter(({ layer }) => layer)
  const width = Math.max(0, ...named.map(({ layer }) => layer.length))
  for (const { layer, held, of } of named) lines.push(`  ${line(layer).padEnd(width)}  ${held}/${of}`)
  for (const each of protocol.protections) if (each.state !== 'held') lines.push(`  ${paint.red(each.state)}: ${line(each.id)}`)
  return lines.join('\n')
}
