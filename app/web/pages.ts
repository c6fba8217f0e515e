/** The few pages that are not the window: plain text in a frame of HTML, with nothing to run. */

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;color:#e8e8e8;background:#16181d}a{color:#8ab4f8}`

function page(title: string, body: string, head = ''): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title>${head}<style>${style}</style><h1>${title}</h1>${body}</html>\n`
}

/** Shown for a moment after signing in. The page, not an answer's header, leads on: a cookie that is only for this site is not sent along a way that began at another. */
export const welcomePage = page('Weir', '<p><a href="/">Open Weir</a></p>', '<meta http-equiv="refresh" content="0;url=/">')

export const signInPage = page(
  'Weir is running',
  '<p>This browser is not signed in, or its session has ended. Open the link that Weir printed in its terminal: it lets a browser in once.</p>' +
    '<p>Did you come here by a link and are signed in? <a href="/">Open Weir</a>.</p>',
)

export const usedPage = page(
  'This link has been used',
  '<p>Each link lets a browser in once. Press Enter in the terminal in which Weir runs and it prints a new one, or start Weir again.</p>' +
    '<p>If this is the browser you opened it in before: <a href="/">open Weir</a>.</p>',
)

/** The document a browser is opened with: readable by this user only, so the code is in no list of processes. */
export function leadPage(link: string): string {
  return page(
    'Weir',
    `<p><a href="${link}">Open Weir</a></p>`,
    `<meta http-equiv="refresh" content="0;url=${link}"><meta name="referrer" content="no-referrer">`,
  )
}
