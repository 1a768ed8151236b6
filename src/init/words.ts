/** How people speak of ways back, and of there being none; in English, on many houses' words. */
export const speaks =
  /\broll(?:ed|ing|s)?[\s_-]?back|\birrevers|\brevers(?:al|ible|ing|e)\b|\brevert|\bun-?do(?:ne|ing)?\b|\bback(?:ing)?[\s-]?out\b|\bdown-?grad|\bimpossib|\bimmutab|\bone[\s-]way\b|\bno (?:way|going|turning|road|path) back\b|\bno return\b|\bforward[\s-]only\b|\blossy\b|\bpermanent|\bpermanence\b|\bcannot be (?:restored|recovered|taken back)\b|\bmust (?:never|not) be (?:removed|dropped|deleted|weakened|changed)\b|\bappend[\s-]only\b|\bgo(?:ing)? back\b/i

/** An order that nobody go back, or the word that nobody can: one of them is enough to tell what a page is about. */
export const vows =
  /\b(?:do not|don['’]t|never|must not|may not|shall not|will not|won['’]t)\s+(?:(?:ever|try to|attempt to|run|simply|just)\s+)*[`*"]?(?:roll(?:ed)?[\s_-]?(?:it |this |them )?back|un-?do|revert|reverse|restore|down-?grade|go back|migrate[\s:_-]down)\b|\b(?:roll(?:ing)?[\s_-]?backs?|going back|revert(?:ing|s)?|un-?doing (?:it|this))\s+(?:it |this )?(?:is|are|was)\s+(?:not|no longer|never)\s+(?:an option|possible|allowed|supported|planned)\b|\bno (?:roll[\s-]?back (?:plan|path)|plan to (?:roll|go) back)\b/gi

/** A field about the way back that says there is none. */
export const refused = /^\W*(?:no|none|never|not (?:possible|an option|allowed|supported|available)|forbidden|prohibited|unsupported)\b/i

/** There is no way back. */
export const irreversible =
  /\birrevers|\bimpossib|\b(?:cannot|can't|can not|must not|must never|may not|not) be (?:rolled back|undone|reversed|reverted|taken back|downgraded)|\bnever (?:be )?(?:roll|rolled|reverted?|undone|go|be undone)\b|\bno (?:way|going|turning|road|path) back\b|\bone[\s-]way\b|\bno return\b|\bforward[\s-]only\b|\bimmutab|\bpermanent|\bno rollback\b/gi

/** The way back loses something. */
export const lossy =
  /\blossy\b|\b(?:data|keys?|rows?|values?|records?) (?:will be |is |are |be )?lost\b|\bdata loss\b|\bcannot be (?:recovered|restored)\b|\bloses\b/gi

/** There is a way back. */
export const reversible =
  /(?<!ir)(?<!not )\breversible\b|\bfully restor|\bidempotent\b|\bsafe to (?:roll back|revert)|\bcan be (?:rolled back|reverted|undone)/gi

/** Fields whose text is a promise, and not the news of the day. */
export const promise =
  /status|roll\s?back|revers|\brisk\b|authority|verdict|classif|categor|boundary|severity|sealed|irrevers|permanen|lossy|immutab|way back|\bscope\b/i
export const news = /last|updat|\bdate\b|version|time|duration|estimate|created|author|owner|review|approved|tested|\bby\b|sprint|ticket/i

/** Fields that tell when a way back was last tried. */
export const tried = /\b(?:last[\s_-]?)?(?:tested|rehearsed|drilled|exercised|verified)(?:[\s_-]?(?:on|at|date))?\b/i

/** Headings that organise a page and promise nothing. */
export const furniture =
  /^(?:table of contents|contents|toc|references?|links|see also|change ?log|history|revision history|glossary|notes?|todo)$/i

/** Documents that speak of everything. */
export const general =
  /(?:^|\/)(?:readme|change(?:s|log)|contributing|code[_-]of[_-]conduct|license|licence|security|history|news|authors|maintainers|claude|agents|upgrading|pull_request_template)[^/]*$/i

/** Folders whose content is nobody's promise. */
export const aside =
  /(?:^|\/)(?:node_modules|vendor|third[_-]party|fixtures?|testdata|__fixtures__|snapshots?|dist|build|target|policies|\.git)\//i
