// SPDX-License-Identifier: GPL-3.0-or-later
// Analytics and small comforts. Every page works without it.
(() => {
  'use strict';

  const page = document.body.dataset;
  const opened = Date.now();
  const hour = 3600, day = 24 * hour;

  // Storage may be forbidden; then things are just forgotten.
  const remember = (store, key, value) => { try { window[store].setItem(key, value); } catch (e) { /* fine */ } };
  const recall = (store, key) => { try { return window[store].getItem(key); } catch (e) { return null; } };
  const parse = (text) => { try { return JSON.parse(text) || {}; } catch (e) { return {}; } };

  // ---- analytics

  const utm = parse(page.utm);
  let sessionStart = opened;
  {
    const known = parse(recall('localStorage', 'lv_session'));
    if (known.id === page.session && known.at <= opened) sessionStart = known.at;
    else remember('localStorage', 'lv_session', JSON.stringify({ id: page.session, at: opened }));
  }

  // An order's token opens its page, so it does not belong in reports.
  const shownUrl = () => {
    const url = new URL(location.href);
    url.searchParams.delete('t');
    url.hash = '';
    return url.href;
  };

  let deepest = 0;
  const measureScroll = () => {
    const height = Math.max(document.documentElement.scrollHeight, 1);
    deepest = Math.max(deepest, Math.min(100, Math.round((scrollY + innerHeight) / height * 100)));
  };
  addEventListener('scroll', measureScroll, { passive: true });

  const seconds = (since, most) => Math.min(most, Math.max(0, Math.round((Date.now() - since) / 1000)));
  const describe = (type, data) => {
    measureScroll();
    return {
      event_type: type, session_id: page.session, visitor_id: page.visitor, url: shownUrl(),
      referrer: document.referrer, ...utm, device_type: page.device, data: data || {},
      page_duration: seconds(opened, day), session_duration: seconds(sessionStart, 30 * day), scroll_depth: deepest,
    };
  };

  // Reports leave in the order they happened: one request at a time, and a beacon when the page goes away.
  let queue = [];
  let sending = false;
  const beacon = (body) => {
    try { return navigator.sendBeacon('/api/events', new Blob([body], { type: 'application/json' })); } catch (e) { return false; }
  };
  const flush = async (leaving) => {
    if (!queue.length || (sending && !leaving)) return;
    const body = JSON.stringify({ events: queue });
    queue = [];
    if (leaving) {
      if (!beacon(body)) fetch('/api/events', { method: 'POST', body, keepalive: true, headers: { 'Content-Type': 'application/json' } }).catch(() => {});
      return;
    }
    sending = true;
    try {
      await fetch('/api/events', { method: 'POST', body, keepalive: true, headers: { 'Content-Type': 'application/json' } });
    } catch (e) { /* a lost report is not worth a retry storm */ }
    sending = false;
    flush(false);
  };
  const report = (type, data, leaving) => { queue.push(describe(type, data)); flush(leaving); };

  const view = () => {
    // A page that renewed itself is still the same view.
    const renewed = recall('sessionStorage', 'lv_renewed') === location.pathname;
    remember('sessionStorage', 'lv_renewed', '');
    if (renewed) return;
    const previous = parse(recall('sessionStorage', 'lv_previous'));
    queue.push(describe('page_view', previous.url ? { page: page.page, previous } : { page: page.page }));
    for (const event of parse(page.events)) queue.push(describe(event.event_type, event.data));
    flush(false);
  };
  view();
  addEventListener('pageshow', (event) => { if (event.persisted) view(); });
  addEventListener('pagehide', () => {
    measureScroll();
    remember('sessionStorage', 'lv_previous', JSON.stringify({ url: shownUrl(), page_duration: seconds(opened, day), scroll_depth: deepest }));
    flush(true);
  });

  // ---- catalogue: no empty filters in the address

  const filters = document.querySelector('[data-filters]');
  if (filters) {
    filters.addEventListener('formdata', (event) => {
      for (const [name, value] of [...event.formData]) {
        if (!value || (name === 'sort' && value === 'popular')) event.formData.delete(name);
      }
    });
  }

  // ---- product: price while choosing

  const configurator = document.querySelector('[data-configurator]');
  if (configurator) {
    const total = document.querySelector('[data-total]');
    const list = document.querySelector('[data-list]');
    const face = document.querySelector('[data-face]');
    const quantity = configurator.elements.quantity;
    const chosen = () => configurator.querySelector('[name=nominal]:checked');
    const chosenData = () => ({
      product_id: configurator.dataset.product,
      nominal: chosen() ? Number(chosen().value) : null,
      delivery_type: configurator.elements.deliveryType.value,
      quantity: Number(quantity.value),
    });
    const update = () => {
      const nominal = chosen();
      if (!nominal) return;
      const most = Math.max(1, Number(nominal.dataset.most));
      const wanted = Math.min(Number(quantity.value) || 1, most);
      if (quantity.options.length !== most) {
        quantity.replaceChildren(...Array.from({ length: most }, (_, i) => new Option(i + 1, i + 1)));
      }
      quantity.value = wanted;
      total.textContent = nominal.dataset.totals.split('|')[wanted - 1];
      list.textContent = nominal.dataset.lists ? nominal.dataset.lists.split('|')[wanted - 1] : '';
      list.classList.toggle('hidden', !nominal.dataset.lists);
      face.textContent = nominal.dataset.face;
    };
    let touched = false;
    const touch = () => {
      if (touched) return;
      touched = true;
      report('configurator_open', { product_id: configurator.dataset.product });
    };
    configurator.addEventListener('focusin', (event) => { if (event.target.name) touch(); });
    configurator.addEventListener('change', () => { touch(); update(); report('configurator_change', chosenData()); });
    configurator.addEventListener('submit', () => {
      const nominal = chosen();
      report('add_to_cart', { ...chosenData(), price: nominal ? Number(nominal.dataset.price) : null }, true);
    });
    addEventListener('pageshow', update); // browsers bring back what was chosen before
  }

  // ---- checkout

  const checkout = document.querySelector('[data-checkout]');
  if (checkout) {
    const button = checkout.querySelector('button[type=submit]');
    const recipient = checkout.elements.recipientEmail;
    const message = checkout.elements.giftMessage;
    const note = document.getElementById('giftMessage-note');
    const isGift = () => checkout.elements.deliveryType.value === 'gift';
    const count = () => {
      // A message that is too long for the server says so itself.
      if (message.getAttribute('aria-invalid')) return;
      note.textContent = message.dataset.counter.replace('{count}', message.value.length);
    };
    const adapt = () => { recipient.required = isGift(); };
    message.addEventListener('input', () => { message.removeAttribute('aria-invalid'); count(); });
    checkout.addEventListener('change', adapt);
    let sent = false;
    checkout.addEventListener('submit', (event) => {
      if (sent) { event.preventDefault(); return; }
      sent = true;
      button.setAttribute('aria-disabled', 'true');
      if (checkout.checkValidity()) {
        const data = checkout.dataset;
        report('checkout_submit', {
          product_id: data.product, nominal: Number(data.nominal), price: Number(data.price),
          quantity: Number(data.quantity), delivery_type: checkout.elements.deliveryType.value,
        }, true);
      }
    });
    addEventListener('pageshow', () => { sent = false; button.removeAttribute('aria-disabled'); adapt(); count(); });
  }

  // ---- an order's pages: wait for the payment, then for the mail

  const order = document.querySelector('[data-order]');
  if (order) {
    const outcome = { paid: 'success', manual_review: 'review' }[order.dataset.status] || order.dataset.status;
    const returned = (leaving) => {
      const key = `lv_return_${order.dataset.order}_${outcome}`;
      if (recall('sessionStorage', key)) return;
      remember('sessionStorage', key, '1');
      report('payment_return', { order_id: order.dataset.order, status: outcome }, leaving);
    };
    if (order.dataset.status !== 'pending') returned(false);

    if (order.dataset.watch) {
      let moving = false;
      addEventListener('pagehide', () => { if (!moving && order.dataset.status === 'pending') returned(true); });
      const emailBefore = order.dataset.email;
      const changed = (now) => now.status !== order.dataset.status ||
        (emailBefore !== undefined && now.emailStatus !== emailBefore) ||
        (now.paymentUrl && order.dataset.status === 'pending' && !order.querySelector('a[rel=noreferrer]'));
      const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      const watch = async () => {
        for (let round = 0; Date.now() - opened < hour * 1000; ++round) {
          await pause(round < 20 ? 1500 : 5000);
          try {
            const answer = await fetch(order.dataset.watch + '&wait=20', { headers: { Accept: 'application/json' }, cache: 'no-store' });
            if (answer.ok && changed(await answer.json())) {
              moving = true;
              remember('sessionStorage', 'lv_renewed', location.pathname);
              location.reload();
              return;
            }
            if (answer.status === 429 || answer.status === 503) await pause(10000);
          } catch (e) { await pause(5000); }
          const still = order.querySelector('[data-waiting]');
          if (still && Date.now() - opened > 45000) still.hidden = false;
        }
      };
      watch();
    }
  }
})();
