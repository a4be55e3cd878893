// SPDX-License-Identifier: GPL-3.0-or-later
// Whole purchases, from the first page to the mail with the code.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { closeBrowser, mailAbout, orderIdOf, sandbox, sellable, shop, shot, sql, until, visitor } from './support.mjs';

after(closeBrowser);

const words = {
  en: { root: '', browse: 'Browse gift cards', go: 'Continue to checkout', pay: /^Pay /, thanks: 'Thank you', gift: 'As a gift' },
  ru: { root: '/ru', browse: 'Выбрать карту', go: 'Перейти к оформлению', pay: /^Оплатить /, thanks: 'Спасибо', gift: 'В подарок' },
};

async function payOnSandbox(page) {
  await page.waitForURL((url) => url.href.startsWith(sandbox));
  await page.click('button[value=pay]');
  await page.waitForURL((url) => url.href.startsWith(shop) && /\/(pending|success)$/.test(url.pathname));
}

/// From the home page to the checkout, by clicking. Leaves the customer at the checkout form.
async function chooseCard(page, language, { gift = false, quantity = 1 } = {}) {
  const text = words[language];
  await page.getByRole('link', { name: text.browse }).click();
  await page.waitForURL(/\/catalog/);
  await page.locator('.card a').first().click();
  await page.waitForURL(/\/product\//);
  const before = await page.locator('[data-total]').textContent();
  await page.locator('[name=nominal]:not([disabled]):not(:checked)').first().check({ force: true });
  assert.notEqual(await page.locator('[data-total]').textContent(), before, 'the price follows the choice');
  if (gift) await page.locator('[name=deliveryType][value=gift]').check({ force: true });
  if (quantity > 1) await page.selectOption('#quantity', String(quantity));
  const total = await page.locator('[data-total]').textContent();
  await shot(page, `${language}-product`);
  await page.getByRole('button', { name: text.go }).click();
  await page.waitForURL(/\/checkout/);
  return total.trim();
}

test('a purchase for oneself, in English', async () => {
  const { page, troubles, seen, close } = await visitor();
  await page.goto(`${shop}/`);
  await shot(page, 'en-home');
  const total = await chooseCard(page, 'en', { quantity: 2 });
  assert.equal((await page.locator('.sum dd').textContent()).trim(), total, 'the checkout asks for what the product page said');
  await page.fill('#email', 'buyer@example.com');
  await page.fill('#firstName', 'Ann');
  await page.check('#terms');
  await shot(page, 'en-checkout');
  await page.getByRole('button', { name: words.en.pay }).click();
  await payOnSandbox(page);
  await page.waitForURL(/\/success/);
  await page.getByRole('heading', { name: words.en.thanks }).waitFor();
  const orderId = orderIdOf(page.url());
  await shot(page, 'en-success');

  const mail = await mailAbout(orderId);
  assert.match(mail.to, /buyer@example\.com/);
  assert.equal(mail.codes.length, 2);
  assert.notEqual(mail.codes[0], mail.codes[1]);
  // The page follows the mail without being asked.
  await page.getByText('We have sent the 2 codes').waitFor();
  const body = await page.textContent('main');
  assert.ok(!body.includes('buyer@example.com'), 'the address is masked');
  assert.match(body, /@example\.com/);
  for (const code of mail.codes) assert.ok(!seen.some((html) => html.includes(code)), 'no page holds a code');
  assert.deepEqual(sql(`select status, email_status, delivery_type, locale, (select count(*) from order_items where order_id = o.id)
    from orders o where id = '${orderId}'`), [['paid', 'sent', 'myself', 'en', '2']]);
  assert.deepEqual(troubles, []);
  await close();
});

test('a gift, in Russian, with last non-direct click', async () => {
  const { context, page, troubles, close } = await visitor({ locale: 'ru-RU' });
  await page.goto(`${shop}/?utm_source=vk&utm_medium=cpc&utm_campaign=new_year`);
  assert.equal(new URL(page.url()).pathname, '/ru', 'the first visit chooses the browser’s language');
  await shot(page, 'ru-home');
  // A direct visit later does not make the click forgotten.
  await page.goto(`${shop}/ru`);
  await chooseCard(page, 'ru', { gift: true });
  await page.fill('#recipientEmail', 'friend@example.com');
  await page.fill('#giftMessage', 'С днём рождения!\n<b>Обнимаю</b>');
  assert.match(await page.textContent('#giftMessage-note'), /^Символов: 31 из 500$/);
  await page.fill('#email', 'buyer@example.com');
  await page.fill('#firstName', 'Анна');
  await page.check('#terms');
  await shot(page, 'ru-checkout-gift');
  await page.getByRole('button', { name: words.ru.pay }).click();
  await payOnSandbox(page);
  await page.waitForURL(/\/ru\/success/);
  const orderId = orderIdOf(page.url());
  const mail = await mailAbout(orderId);
  assert.match(mail.to, /friend@example\.com/);
  assert.match(mail.subject, /Анна дарит вам подарочную карту/);
  assert.ok(mail.text.includes('С днём рождения!'));
  assert.ok(mail.html.includes('&lt;b&gt;Обнимаю&lt;/b&gt;'), 'the message is text, not markup');
  assert.equal(mail.codes.length, 1);
  await page.getByText('Код отправлен').waitFor();
  await shot(page, 'ru-success');

  // The journey in the store: one session, one visitor, the click of the first page on every event.
  const cookies = Object.fromEntries((await context.cookies()).map(({ name, value }) => [name, value]));
  const events = await until('the whole journey', () => {
    const rows = sql(`select event_type, session_id, visitor_id, utm_source, utm_campaign, device_type from events
      where session_id = '${cookies.lv_sess}' order by created_at, id`);
    return rows.some(([type]) => type === 'code_sent') && rows.some(([type]) => type === 'payment_return') ? rows : null;
  });
  const types = events.map(([type]) => type);
  const journey = ['page_view', 'view_catalog', 'view_product', 'configurator_open', 'configurator_change', 'add_to_cart',
    'checkout_start', 'checkout_submit', 'payment_redirect', 'payment_success', 'payment_return'];
  let at = -1;
  for (const type of journey) {
    const next = types.indexOf(type, at + 1);
    assert.ok(next > at, `${type} follows in ${types.join(', ')}`);
    at = next;
  }
  assert.ok(types.indexOf('code_sent') > types.indexOf('payment_success'));
  assert.equal(types.filter((type) => type === 'payment_return').length, 1);
  const views = sql(`select url from events where session_id = '${cookies.lv_sess}' and event_type = 'page_view' order by created_at`)
    .map(([url]) => new URL(url).pathname.replace(/product\/.*/, 'product'));
  // The payment may be there before or after the customer.
  assert.deepEqual(views.filter((path) => path !== '/ru/pending'),
    ['/ru', '/ru', '/ru/catalog', '/ru/product', '/ru/checkout', '/ru/success'], 'each page is seen once');
  assert.deepEqual(types.slice(0, 4), ['page_view', 'page_view', 'page_view', 'view_catalog'], 'in the order of happening');
  for (const [type, , visitorId, source, campaign] of events) {
    assert.equal(visitorId, cookies.lv_visitor, type);
    assert.deepEqual([source, campaign], ['vk', 'new_year'], type);
  }
  assert.deepEqual(sql(`select session_id, visitor_id, utm_source, utm_medium, utm_campaign, device_type, delivery_type, locale
    from orders where id = '${orderId}'`), [[cookies.lv_sess, cookies.lv_visitor, 'vk', 'cpc', 'new_year', 'desktop', 'gift', 'ru']]);
  const urls = sql(`select url from events where session_id = '${cookies.lv_sess}' and url like '%orderId=%'`).flat();
  assert.ok(urls.length > 0 && urls.every((url) => !/[?&]t=/.test(url)), 'no report holds an order’s token');
  assert.deepEqual(troubles, []);
  await close();
});

test('without JavaScript, all the way', async () => {
  const { context, page, troubles, close } = await visitor({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const [card] = sellable();
  await page.goto(`${shop}/catalog?sort=name`);
  await page.selectOption('#brand', card.brand);
  await page.click('.filters button');
  await page.waitForURL(/brand=/);
  await page.locator(`a[href="/product/${card.id}"]`).click();
  await page.selectOption('#quantity', '2');
  await page.locator(`[name=nominal][value="${card.nominal}"]`).check({ force: true });
  await page.click('button[formaction]'); // the price by way of the server
  const total = await page.locator('[data-total]').textContent();
  assert.equal(await page.locator('#quantity').inputValue(), '2');
  await page.click('.buy form > button[type=submit]');
  assert.equal((await page.locator('.sum dd').textContent()).trim(), total.trim());
  // The fields of a gift appear by style alone.
  assert.equal(await page.locator('#recipientEmail').isVisible(), false);
  await page.locator('label[for=for-gift]').click();
  assert.equal(await page.locator('#recipientEmail').isVisible(), true);
  await page.locator('label[for=for-myself]').click();
  await page.fill('#email', 'noscript@example.com');
  await page.check('#terms');
  await page.click('.checkout button[type=submit]');
  await payOnSandbox(page);
  await until('the success page', async () => /\/success/.test(page.url()));
  assert.equal(sql(`select status from orders where id = '${orderIdOf(page.url())}'`)[0][0], 'paid');
  await mailAbout(orderIdOf(page.url()));
  const session = (await context.cookies()).find(({ name }) => name === 'lv_sess').value;
  await until('the mail’s event', () => sql(`select 1 from events where session_id = '${session}' and event_type = 'code_sent'`).length);
  assert.deepEqual(sql(`select distinct event_type from events where session_id = '${session}' order by 1`).flat(),
    ['code_sent', 'payment_redirect', 'payment_success'], 'the server’s own events only');
  assert.deepEqual(troubles, []);
  await close();
});

test('leaving, declining, then paying after all', async () => {
  const { page, troubles, close } = await visitor();
  const [card] = sellable();
  await page.goto(`${shop}/checkout?productId=${card.id}&nominal=${card.nominal}&quantity=1`);
  await page.fill('#email', 'later@example.com');
  await page.check('#terms');
  await page.click('.checkout button[type=submit]');
  await page.waitForURL((url) => url.href.startsWith(sandbox));
  await page.getByRole('link', { name: /Leave/ }).click();
  await page.getByRole('heading', { name: 'Waiting for payment' }).waitFor();
  await shot(page, 'en-pending');
  await page.getByRole('link', { name: 'Return to the payment page' }).click();
  await page.click('button[value=decline]');
  await page.getByRole('heading', { name: 'did not go through' }).waitFor();
  await shot(page, 'en-failed');
  // The page is open while the payment arrives elsewhere: it turns by itself.
  const orderId = orderIdOf(page.url());
  const other = await visitor();
  await other.page.goto(await page.locator('a[rel=noreferrer]').getAttribute('href'));
  await other.page.click('button[value=pay]');
  await page.waitForURL(/\/success/);
  assert.equal(sql(`select status from orders where id = '${orderId}'`)[0][0], 'paid');
  assert.deepEqual(troubles, []);
  await other.close();
  await close();
});

test('an order’s pages open with its token only', async () => {
  const { page, close } = await visitor();
  const [[orderId]] = sql("select id from orders where status = 'paid' limit 1");
  for (const query of [`orderId=${orderId}`, `orderId=${orderId}&t=forged`, 'orderId=1&t=x', '']) {
    const answer = await page.goto(`${shop}/success?${query}`);
    assert.equal(answer.status(), 404, query);
    assert.ok((await page.textContent('main')).includes('We cannot show this order'));
  }
  await close();
});
