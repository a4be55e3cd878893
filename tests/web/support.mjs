// SPDX-License-Identifier: GPL-3.0-or-later
// A browser, the store and the mailbox for the tests of this folder. tests/web/run sets the environment.
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const shop = process.env.SHOP_URL;
export const sandbox = process.env.SANDBOX_URL;
const mailDir = process.env.MAIL_DIR;

let browser;
export async function openBrowser() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--no-first-run', '--disable-quic'],
  });
  return browser;
}
export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

/// A visitor with cookies of their own. `troubles` collects what no page may do: errors on the console (breaches of
/// the content policy are among them), uncaught errors, requests to other origins. `seen` holds every page's HTML.
export async function visitor(options = {}) {
  const context = await (await openBrowser()).newContext({
    viewport: { width: 1280, height: 800 }, locale: 'en-US', colorScheme: 'dark', ...options,
  });
  context.setDefaultTimeout(60000); // generous: the machine may be building something else
  const page = await context.newPage();
  const troubles = [];
  const seen = [];
  const allowed = [shop, sandbox];
  page.on('console', (message) => { if (message.type() === 'error') troubles.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const origin = new URL(request.url()).origin;
    if (!allowed.includes(origin) && origin !== 'null') troubles.push(`request to ${origin}`);
  });
  page.on('response', async (response) => {
    if (!response.url().startsWith(shop)) return;
    if (!(response.headers()['content-type'] || '').startsWith('text/html')) return;
    if (!(response.headers()['content-security-policy'] || '').includes("frame-ancestors 'none'"))
      troubles.push(`no policy on ${response.url()}`);
    try { seen.push(await response.text()); } catch { /* a redirect has no body */ }
  });
  return { context, page, troubles, seen, close: () => context.close() };
}

export async function shot(page, name) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

/// Rows of a statement as the store's owner, each a list of texts.
export function sql(statement) {
  const text = execFileSync(process.env.SERVER_BIN,
    ['psql', '--data-dir', process.env.DATA_DIR, '--', '-XAtq', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-c', statement],
    { encoding: 'utf8' });
  return text.trimEnd().split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
}

export async function until(what, ask, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < end, `waited ${seconds} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function decoded(body, encoding) {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(encoding)) return body;
  const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/// Headers and the first part of a type of a MIME message, enough for the shop's own mail.
function partOf(message, type) {
  const split = message.search(/\r?\n\r?\n/);
  const head = message.slice(0, split).replace(/\r?\n[ \t]+/g, ' ');
  const body = message.slice(split).replace(/^\r?\n\r?\n/, '');
  const header = (name) => (head.match(new RegExp(`^${name}: *(.*)$`, 'im')) || [])[1] || '';
  const boundary = (header('Content-Type').match(/boundary="?([^";]+)"?/i) || [])[1];
  if (boundary) {
    for (const piece of body.split(`--${boundary}`).slice(1)) {
      const found = partOf(piece.replace(/^\r?\n/, ''), type);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return header('Content-Type').toLowerCase().startsWith(type) ? decoded(body, header('Content-Transfer-Encoding')) : undefined;
}

const headerOf = (message, name) => {
  const head = message.slice(0, message.search(/\r?\n\r?\n/)).replace(/\r?\n[ \t]+/g, ' ');
  return ((head.match(new RegExp(`^${name}: *(.*)$`, 'im')) || [])[1] || '').replace(
    /=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi,
    (_, how, text) => decoded(how.toLowerCase() === 'q' ? text.replace(/_/g, ' ') : text, how.toLowerCase() === 'b' ? 'base64' : 'quoted-printable'));
};

/// The message about an order, once it is there.
export function mailAbout(orderId) {
  return until(`the mail about ${orderId}`, () => {
    let names = [];
    try { names = readdirSync(mailDir).filter((name) => name.endsWith('.eml')); } catch { /* no mail yet */ }
    for (const name of names) {
      const raw = readFileSync(path.join(mailDir, name), 'utf8');
      const text = partOf(raw, 'text/plain');
      if (text?.includes(orderId)) {
        return { to: headerOf(raw, 'To'), subject: headerOf(raw, 'Subject'), text, html: partOf(raw, 'text/html'),
          codes: [...text.matchAll(/^ {4}(\S.*)$/gm)].map((match) => match[1].trim()) };
      }
    }
    return null;
  });
}

/// The demo shop's products with at least `stock` codes of some nominal.
export function sellable(stock = 10) {
  return sql(`select p.id, p.brand, trim_scale(c.nominal), count(*) from products p join gift_codes c on c.product_id = p.id
    where p.status = 'active' and c.status = 'available' group by 1, 2, 3 having count(*) >= ${stock} order by 1, 3`)
    .map(([id, brand, nominal, available]) => ({ id, brand, nominal, available: Number(available) }));
}

export const orderIdOf = (url) => new URL(url).searchParams.get('orderId');
