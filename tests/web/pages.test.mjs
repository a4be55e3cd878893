// SPDX-License-Identifier: GPL-3.0-or-later
// Every page for everyone: axe finds nothing, a keyboard is enough, 320 pixels are enough, wrong input is explained.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';

import { closeBrowser, sandbox, sellable, shop, shot, sql, visitor } from './support.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let card;
let pages;

before(async () => {
  [card] = sellable();
  // An order of each kind, so that their pages can be looked at.
  const place = async (then) => {
    const { page, close } = await visitor();
    await page.goto(`${shop}/checkout?productId=${card.id}&nominal=${card.nominal}&quantity=1`);
    await page.fill('#email', 'pages@example.com');
    await page.check('#terms');
    await page.click('.checkout button[type=submit]');
    await page.waitForURL((url) => url.href.startsWith(sandbox));
    if (then) await page.click(`button[value=${then}]`);
    else await page.getByRole('link', { name: /Leave/ }).click();
    await page.waitForURL((url) => url.href.startsWith(shop));
    if (then === 'pay') await page.waitForURL(/\/success/);
    if (then === 'decline') await page.getByRole('heading', { name: 'did not go through' }).waitFor();
    const { search } = new URL(page.url());
    await close();
    return search;
  };
  const [paid, declined, left] = [await place('pay'), await place('decline'), await place()];
  pages = {
    home: '/?lang=en', catalog: '/catalog', nothing: '/catalog?q=zzzzzz', product: `/product/${card.id}`,
    checkout: `/checkout?productId=${card.id}&nominal=${card.nominal}&quantity=1`,
    gift: `/checkout?productId=${card.id}&nominal=${card.nominal}&quantity=1&deliveryType=gift`,
    pending: `/pending${left}`, failed: `/pending${declined}`, success: `/success${paid}`,
    terms: '/terms', privacy: '/privacy', missing: '/no/such/page', gone: '/success?orderId=1',
  };
});
after(closeBrowser);

const inRussian = (address) => (address.startsWith('/?') ? '/ru' : `/ru${address}`);

async function violations(page) {
  await page.evaluate(axeSource);
  const { violations: found, passes } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  assert.ok(passes.length > 15, 'axe has looked');
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`);
}

// Every page in both themes; the colours do not depend on the language.
for (const [language, colorScheme] of [['en', 'dark'], ['ru', 'light']]) {
  test(`axe finds nothing: ${language}, ${colorScheme}`, async () => {
    const { page, troubles, close } = await visitor({ colorScheme, locale: language });
    for (const [name, address] of Object.entries(pages)) {
      const answer = await page.goto(shop + (language === 'ru' ? inRussian(address) : address));
      assert.equal(await page.getAttribute('html', 'lang'), language, name);
      assert.deepEqual(await violations(page), [], `${name}`);
      assert.equal(answer.headers()['x-content-type-options'], 'nosniff', name);
      await shot(page, `${language}-${name}-${colorScheme}`);
    }
    // Pages that answer an error in the form.
    await page.goto(shop + (language === 'ru' ? inRussian(pages.gift) : pages.gift));
    await page.click('.checkout button[type=submit]');
    await page.waitForSelector('.wrong');
    assert.deepEqual(await violations(page), [], 'checkout with mistakes');
    await shot(page, `${language}-mistakes-${colorScheme}`);
    // The browser itself reports pages that answer 404; nothing else may be on the console.
    assert.deepEqual(troubles.filter((trouble) => !/status of (404|422)/.test(trouble)), []);
    await close();
  });
}

test('320 pixels are wide enough', async () => {
  for (const language of ['en', 'ru']) {
    const { page, close } = await visitor({ viewport: { width: 320, height: 640 }, locale: language });
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(shop + (language === 'ru' ? inRussian(address) : address));
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${language} ${name} is ${width} pixels wide`);
      const small = await page.evaluate(() => [...document.querySelectorAll('.button, input[type=email], select')]
        .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 44).map((element) => element.outerHTML));
      assert.deepEqual(small, [], `${language} ${name}: too small to touch`);
      await shot(page, `${language}-${name}-320`);
    }
    await close();
  }
});

test('the catalogue searches, filters and sorts by its address', async () => {
  const { page, close } = await visitor({ javaScriptEnabled: false });
  const shown = async (query) => {
    await page.goto(`${shop}/catalog?${query}`);
    return page.locator('.card-name').allTextContents();
  };
  const listed = (where, order = 'name') => sql(`select name from products where status = 'active' and ${where} order by ${order}`).flat();
  const all = listed('true');
  assert.equal((await shown('')).length, all.length);
  assert.match(await page.textContent('.count'), new RegExp(`^${all.length} cards`));
  assert.deepEqual(await shown('sort=name'), listed('true', 'lower(name), sort_order, name, id'));
  assert.deepEqual((await shown(`brand=${encodeURIComponent(card.brand)}`)).sort(), listed(`brand = '${card.brand}'`).sort());
  assert.deepEqual((await shown('region=USA&category=Gaming')).sort(), listed("region = 'USA' and category = 'Gaming'").sort());
  assert.deepEqual((await shown(`q=${card.brand.toUpperCase()}`)).sort(), listed(`name || brand ilike '%${card.brand}%'`).sort());
  // What a person types is searched for as it stands.
  for (const typed of ['%25', '_', '%5C', "'%20or%201=1--", 'zzz']) assert.deepEqual(await shown(`q=${typed}`), [], typed);
  assert.equal((await shown('sort=nonsense&page=abc')).length, all.length);
  assert.equal((await shown('page=900')).length, all.length, 'a page too far leads back');
  const prices = (await (await shown('sort=price'), page.locator('.card-price b')).allTextContents())
    .filter((text) => text.includes('$')).map((text) => Number(text.replace(/[^0-9.]/g, '')));
  assert.deepEqual(prices, [...prices].sort((a, b) => a - b));
  await close();
});

test('a keyboard is enough', async () => {
  const { page, close } = await visitor();
  const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    // What shows the focus may be the label around a hidden radio button, or beside it.
    const style = [element, element.closest('.choice'), element.nextElementSibling].filter(Boolean).map((one) => getComputedStyle(one).outlineStyle);
    return { tag: element.tagName, id: element.id, name: element.getAttribute('name'), href: element.getAttribute('href'),
      type: element.getAttribute('type'), ring: style.some((outline) => outline !== 'none') };
  });
  const tabTo = async (what, matches) => {
    for (let presses = 0; presses < 60; ++presses) {
      await page.keyboard.press('Tab');
      const now = await focused();
      assert.ok(now.ring || now.tag === 'BODY', `the focus shows on ${JSON.stringify(now)}`);
      if (matches(now)) return;
    }
    assert.fail(`no way to ${what} with the Tab key`);
  };
  await page.goto(`${shop}/catalog`);
  await page.keyboard.press('Tab');
  assert.equal((await focused()).href, '#main', 'the first stop skips to the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await tabTo('the first card', ({ href }) => href?.startsWith('/product/'));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/product\//);
  await tabTo('the nominal', ({ name }) => name === 'nominal');
  const total = await page.textContent('[data-total]');
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await page.textContent('[data-total]'), total);
  await tabTo('the recipient', ({ name }) => name === 'deliveryType');
  await page.keyboard.press('ArrowDown');
  await tabTo('the quantity', ({ name }) => name === 'quantity');
  await page.keyboard.press('2');
  await tabTo('the button', ({ type }) => type === 'submit');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/checkout.*quantity=2.*|\/checkout.*deliveryType=gift.*/);
  await tabTo('the recipient’s address', ({ id }) => id === 'recipientEmail');
  await page.keyboard.type('friend@example.com');
  await tabTo('the address', ({ id }) => id === 'email');
  await page.keyboard.type('keyboard@example.com');
  await tabTo('the terms', ({ id }) => id === 'terms');
  await page.keyboard.press('Space');
  await tabTo('the button', ({ type }) => type === 'submit');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href.startsWith(sandbox));
  await close();
});

test('wrong input is kept and explained', async () => {
  const { page, close } = await visitor();
  await page.goto(shop + pages.checkout);
  await page.fill('#email', 'ann@example');
  await page.fill('#firstName', 'Ann "A." <Smith>');
  await page.click('.checkout button[type=submit]');
  await page.getByText('Please correct 2 fields.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'email', 'the first mistake has the focus');
  assert.equal(await page.inputValue('#email'), 'ann@example');
  assert.equal(await page.inputValue('#firstName'), 'Ann "A." <Smith>');
  assert.equal(await page.getAttribute('#email', 'aria-invalid'), 'true');
  const note = await page.getAttribute('#email', 'aria-describedby');
  assert.match(await page.textContent(`#${note}`), /does not look like an e-mail address/);
  assert.match(await page.textContent('#terms-note'), /agree to the terms/);
  assert.deepEqual(sql("select count(*) from orders where email like 'ann@%'"), [['0']]);
  await page.fill('#email', 'ann@example.com');
  await page.check('#terms');
  await page.click('.checkout button[type=submit]');
  await page.waitForURL((url) => url.href.startsWith(sandbox));
  assert.deepEqual(sql("select first_name from orders where email = 'ann@example.com'"), [['Ann "A." <Smith>']]);
  await close();
});

test('a price that changes on the way is shown before anybody pays', async () => {
  const { page, close } = await visitor();
  await page.goto(shop + pages.checkout);
  const before = (await page.textContent('.sum dd')).trim();
  await page.fill('#email', 'price@example.com');
  await page.check('#terms');
  const [[discount]] = sql(`select discount_percentage from products where id = '${card.id}'`);
  sql(`update products set discount_percentage = 50 where id = '${card.id}'`);
  try {
    await page.click('.checkout button[type=submit]');
    await page.getByText('The price has changed').waitFor();
    const now = (await page.textContent('.sum dd')).trim();
    assert.notEqual(now, before);
    assert.ok((await page.textContent('.notice')).includes(`from ${before} to ${now}`));
    assert.equal(await page.inputValue('#email'), 'price@example.com');
    assert.deepEqual(sql("select count(*) from orders where email = 'price@example.com'"), [['0']]);
    await shot(page, 'en-price-changed');
    await page.click('.checkout button[type=submit]');
    await page.waitForURL((url) => url.href.startsWith(sandbox));
    assert.deepEqual(sql(`select total_amount = round(${card.nominal} * p.base_price / 200, 2) from orders, products p
      where email = 'price@example.com' and p.id = '${card.id}'`), [['t']]);
  } finally {
    sql(`update products set discount_percentage = ${discount} where id = '${card.id}'`);
  }
  await close();
});

test('a card that sells out on the way is said to be sold out', async () => {
  const { page, close } = await visitor();
  const rare = sellable().at(-1);
  const where = `product_id = '${rare.id}' and nominal = ${rare.nominal}`;
  await page.goto(`${shop}/checkout?productId=${rare.id}&nominal=${rare.nominal}&quantity=3`);
  await page.fill('#email', 'late@example.com');
  await page.check('#terms');
  sql(`update gift_codes set status = 'quarantined' where ${where} and status = 'available'
    and id not in (select id from gift_codes where ${where} and status = 'available' limit 2)`);
  try {
    await page.click('.checkout button[type=submit]');
    await page.getByText('Only 2 cards of this amount are left').waitFor();
    assert.ok(await page.locator('.checkout button[type=submit]').isDisabled());
    assert.equal(await page.inputValue('#email'), 'late@example.com');
    await shot(page, 'en-out-of-stock');
    await page.getByRole('link', { name: 'Change the order' }).click();
    await page.waitForURL(/\/product\//);
    assert.equal(await page.locator('#quantity option').count(), 2, 'no more than there are');
    assert.ok((await page.textContent('.choices')).includes('Only 2 left'));
    sql(`update gift_codes set status = 'quarantined' where ${where} and status = 'available'`);
    await page.reload();
    assert.ok(await page.locator(`[name=nominal][value="${rare.nominal}"]`).isDisabled());
    assert.ok((await page.textContent('.choices')).includes('Sold out'));
  } finally {
    sql(`update gift_codes set status = 'available' where ${where} and status = 'quarantined'`);
  }
  await close();
});

test('the same form twice is one order, a form from elsewhere is none', async () => {
  const { page, context, close } = await visitor();
  await page.goto(shop + pages.checkout);
  await page.fill('#email', 'twice@example.com');
  await page.check('#terms');
  const form = await page.evaluate(() => Object.fromEntries(new FormData(document.querySelector('[data-checkout]'))));
  const send = (headers) => context.request.post(`${shop}/checkout`, { form, headers, maxRedirects: 0 });
  const [first, second] = await Promise.all([send({ Origin: shop }), send({ Origin: shop })]);
  assert.equal(first.status(), 303);
  assert.equal(second.headers().location, first.headers().location);
  assert.deepEqual(sql("select count(*) from orders where email = 'twice@example.com'"), [['1']]);
  assert.equal((await send({ Origin: 'https://evil.example' })).status(), 403);
  assert.equal((await send({ 'Sec-Fetch-Site': 'cross-site' })).status(), 403);
  assert.deepEqual(sql("select count(*) from orders where email = 'twice@example.com'"), [['1']]);
  await close();
});

test('a language is chosen once and kept', async () => {
  const { page, close } = await visitor({ locale: 'ru-RU' });
  await page.goto(`${shop}/`);
  assert.equal(new URL(page.url()).pathname, '/ru');
  await page.locator('.top .language').click();
  await page.waitForURL((url) => url.pathname === '/');
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.locator('.brand').click();
  assert.equal(await page.getAttribute('html', 'lang'), 'en', 'English stays chosen');
  await page.goto(`${shop}/catalog?q=card&sort=name`);
  await page.locator('.top .language').click();
  await page.waitForURL(/\/ru\/catalog/);
  assert.equal(await page.inputValue('#q'), 'card', 'the same page in the other language');
  await close();
});
