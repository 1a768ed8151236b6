import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** A registry on this machine that serves what is installed in this checkout, and one tarball beside; nothing else is there. */
export async function registry(name: string, tarball: string): Promise<{ url: string; asked: string[]; close(): void }> {
  const tarballs = new Map<string, Buffer>([[name, readFileSync(tarball)]])
  const asked: string[] = []
  const tarballOf = (each: string): Buffer => {
    if (!tarballs.has(each)) {
      const words = ['-cf', '-', '--transform', 's,^\\.,package,', '--exclude=./node_modules', '-C', join(root, 'node_modules', each), '.']
      tarballs.set(each, execFileSync('sh', ['-c', 'tar "$@" | gzip -1', 'sh', ...words], { maxBuffer: 2 ** 28 }))
    }
    return tarballs.get(each)!
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url!, 'http://registry').pathname).slice(1)
    asked.push(path)
    const [each, file] = path.split('/-/') as [string, string?]
    if (each !== name && !existsSync(join(root, 'node_modules', each, 'package.json'))) {
      response.writeHead(404).end('{}')
    } else if (file !== undefined) {
      response.end(tarballOf(each))
    } else {
      const manifest = JSON.parse(readFileSync(join(root, each === name ? '.' : join('node_modules', each), 'package.json'), 'utf8'))
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${each}/-/${each.split('/').at(-1)}-${manifest.version}.tgz`
      const integrity = `sha512-${createHash('sha512').update(tarballOf(each)).digest('base64')}`
      const { devDependencies: _, scripts: __, ...told } = manifest
      const version = { ...told, dist: { tarball: address, integrity } }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name: each, 'dist-tags': { latest: manifest.version }, versions: { [manifest.version]: version } }))
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, close: () => server.close() }
}
