/** What the server answered to one statement. */
export interface Answer {
  /** `CREATE TABLE`, `UPDATE 3`; absent where the statement ended in an error. */
  tag?: string
  columns: readonly string[]
  rows: readonly (readonly (string | null)[])[]
}

/** An error as the protocol tells it. */
export interface WireError {
  message: string
  sqlstate: string
  severity: string
  /** Characters into the query, from 1. */
  position?: number
  detail?: string
}

/** All that came back for one message. */
export interface Reply {
  answers: readonly Answer[]
  error?: WireError
  /** Messages of level INFO, which no setting can silence. */
  infos: readonly string[]
  /** `I` outside a transaction, `T` in one, `E` in one that has failed. */
  status: 'I' | 'T' | 'E'
  /** The server waits for the rows of a COPY. */
  wantsCopy: boolean
}

const text = new TextDecoder()

/** Reads the server's messages; `undefined` where they do not end as an answer must: the engine is dead. */
export function readReply(bytes: Uint8Array): Reply | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const answers: Answer[] = []
  const infos: string[] = []
  let columns: string[] = []
  let rows: (string | null)[][] = []
  let error: WireError | undefined
  let status: Reply['status'] | undefined
  let wantsCopy = false
  let at = 0
  while (at + 5 <= bytes.length) {
    const type = String.fromCharCode(bytes[at]!)
    const end = at + 1 + view.getUint32(at + 1)
    if (end > bytes.length) return undefined
    let offset = at + 5
    if (type === 'T') {
      const count = view.getUint16(offset)
      offset += 2
      columns = []
      rows = []
      for (let i = 0; i < count; i++) {
        const zero = bytes.indexOf(0, offset)
        columns.push(text.decode(bytes.subarray(offset, zero)))
        offset = zero + 19
      }
    } else if (type === 'D') {
      const count = view.getUint16(offset)
      offset += 2
      const row: (string | null)[] = []
      for (let i = 0; i < count; i++) {
        const length = view.getInt32(offset)
        offset += 4
        if (length < 0) row.push(null)
        else {
          row.push(text.decode(bytes.subarray(offset, offset + length)))
          offset += length
        }
      }
      rows.push(row)
    } else if (type === 'C' || type === 'I') {
      answers.push({ tag: type === 'I' ? '' : text.decode(bytes.subarray(offset, end - 1)), columns, rows })
      columns = []
      rows = []
    } else if (type === 'E' || type === 'N') {
      const fields = readFields(bytes, offset, end)
      if (type === 'N') {
        if (fields.V === 'INFO') infos.push(fields.M ?? '')
      } else {
        error ??= {
          message: fields.M ?? '',
          sqlstate: fields.C ?? '',
          severity: fields.V ?? '',
          ...(fields.P ? { position: Number(fields.P) } : {}),
          ...(fields.D ? { detail: fields.D } : {}),
        }
      }
    } else if (type === 'G') wantsCopy = true
    else if (type === 'Z') status = String.fromCharCode(bytes[offset]!) as Reply['status']
    at = end
  }
  if (!wantsCopy && (status === undefined || (answers.length === 0 && !error))) return undefined
  return { answers, ...(error ? { error } : {}), infos, status: status ?? 'T', wantsCopy }
}

function readFields(bytes: Uint8Array, start: number, end: number): Readonly<Record<string, string | undefined>> {
  const fields: Record<string, string> = {}
  for (let at = start; at < end - 1; ) {
    const zero = bytes.indexOf(0, at + 1)
    fields[String.fromCharCode(bytes[at]!)] = text.decode(bytes.subarray(at + 1, zero))
    at = zero + 1
  }
  return fields
}

/** A message of the simple protocol. */
export function message(type: string, body: string | Uint8Array): Uint8Array {
  const content = typeof body === 'string' ? Buffer.from(type === 'd' ? body : `${body}\0`) : Buffer.from(body)
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeUInt32BE(content.length + 4, 1)
  return Buffer.concat([head, content])
}

/** How statements reach a server: the embedded one inside its worker, or one over a socket. */
export interface Wire {
  /** Sends one simple query; `copy` are the rows for a COPY … FROM stdin. Rejects with a Refusal where the engine is gone. */
  send(sql: string, copy?: string): Promise<Reply>
  /** The next number that an object gets, where it can be told without asking. */
  nextNumber?(): number
}
