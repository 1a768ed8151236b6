/** Both sides of anything that is judged: files, a catalog, migrations, policies. */
export interface Change<S> {
  before: S
  after: S
}
