import { venues } from './keychain/credential.ts'

const names = { binance: 'Binance', demo: 'Demo exchange' } as const satisfies Record<(typeof venues)[number], string>

/** The page of the key window: a form, and no script. Its preload reads it. */
export const keyPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Weir: a key of an exchange</title>
<style>
:root { color-scheme: dark light; font: 14px/1.4 system-ui, sans-serif }
body { margin: 0; padding: 16px 20px; background: Canvas; color: CanvasText }
p { margin: 0 0 12px } label { display: block; margin: 10px 0 2px }
input:not([type=checkbox]), select { box-sizing: border-box; width: 100%; padding: 5px 7px; font: inherit }
[hidden] { display: none } .row { display: flex; gap: 8px; justify-content: flex-end } button { padding: 5px 14px; font: inherit }
#told { min-height: 2.8em }
</style>
<form id="form" autocomplete="off">
<p>The key goes straight into the keychain of this computer. Give it no right but reading and trading.</p>
<label for="name">Name</label><input id="name" autofocus maxlength="32" spellcheck="false" placeholder="main">
<label for="venue">Exchange</label><select id="venue">${venues.map((venue) => `<option value="${venue}">${names[venue]}</option>`).join('')}</select>
<div id="address-row" hidden><label for="address">Address, to ask it about the key</label><input id="address" maxlength="200" spellcheck="false" placeholder="127.0.0.1:8790"></div>
<label for="key">API key</label><input id="key" type="password" maxlength="4096" autocomplete="off">
<label for="secret">Secret</label><input id="secret" type="password" maxlength="4096" autocomplete="off">
<label id="despite-row" hidden><input id="despite" type="checkbox"> Keep it all the same</label>
<p id="told" role="alert"></p>
<div class="row"><button type="button" id="cancel">Cancel</button><button id="keep">Keep</button></div>
</form>
</html>
`

/** Nothing is loaded, nothing runs, and the form goes nowhere by itself. */
export const keyPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const
