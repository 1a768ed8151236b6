import { split } from './split.ts'
import { wordsOf } from './tokens.ts'

/** Statements behind which nothing can be taken back (dev.mysql.com/doc/refman/8.4/en/implicit-commit.html), by their first word. */
export const commits = /^(create|alter|drop|rename|truncate|grant|revoke|lock|analyze|optimize|repair|begin|start|commit)$/

/** Whether a script commits on its way, so that it may stop between two of its statements; a call may do anything. */
export function commitsOnItsWay(text: string): boolean {
  const statements = split({ migration: '', path: '', text, direction: 'other', wrap: 'query' })
  return statements.some(({ text: sql }) => {
    const [word = '', second = ''] = wordsOf(sql, 2)
    return (
      commits.test(word) ||
      /^(call|execute|do|install|uninstall|cache|flush|load|reset|stop|change|rollback)$/.test(word) ||
      (word === 'set' && second === 'autocommit')
    )
  })
}
