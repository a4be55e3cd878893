<h1>[[checkout.title]]</h1>
{{#NOTICE}}<p class="notice {{KIND}}" role="alert"{{#FOCUS}} tabindex="-1" autofocus{{/FOCUS}}>{{TEXT}}</p>{{/NOTICE}}
<div class="checkout">
<form method="post" action="[[language.root]]/checkout" novalidate data-checkout data-product="{{PRODUCT_ID}}" data-nominal="{{NOMINAL}}" data-price="{{PRICE}}" data-quantity="{{QUANTITY}}">
<input type="hidden" name="productId" value="{{PRODUCT_ID}}">
<input type="hidden" name="nominal" value="{{NOMINAL}}">
<input type="hidden" name="quantity" value="{{QUANTITY}}">
<input type="hidden" name="price" value="{{PRICE}}">
<input type="hidden" name="attempt" value="{{ATTEMPT}}">
<fieldset class="who"><legend>[[product.who]]</legend>
<input class="pick" type="radio" id="for-myself" name="deliveryType" value="myself"{{#MYSELF}} checked{{/MYSELF}}><label for="for-myself" class="picked">[[product.myself]]</label>
<input class="pick" type="radio" id="for-gift" name="deliveryType" value="gift"{{#GIFT}} checked{{/GIFT}}><label for="for-gift" class="picked">[[product.gift]]</label>
<div class="gift-fields">
{{>RECIPIENT}}
<div class="field{{#MESSAGE_ERROR}} wrong{{/MESSAGE_ERROR}}"><label for="giftMessage">[[checkout.message]] <span class="secondary">[[checkout.optional]]</span></label><textarea id="giftMessage" name="giftMessage" rows="4" maxlength="{{MESSAGE_MAX}}" aria-describedby="giftMessage-note" data-counter="{{COUNTER}}"{{#MESSAGE_ERROR}} aria-invalid="true"{{/MESSAGE_ERROR}}{{#MESSAGE_FOCUS}} autofocus{{/MESSAGE_FOCUS}}>
{{MESSAGE}}</textarea><p class="note" id="giftMessage-note">{{MESSAGE_NOTE}}</p></div>
</div>
</fieldset>
{{>EMAIL}}
<div class="pair">{{>FIRST_NAME}}{{>LAST_NAME}}</div>
<div class="field check{{#TERMS_ERROR}} wrong{{/TERMS_ERROR}}"><input id="terms" name="terms" type="checkbox" value="yes" required{{#TERMS_CHECKED}} checked{{/TERMS_CHECKED}}{{#TERMS_ERROR}} aria-invalid="true" aria-describedby="terms-note"{{/TERMS_ERROR}}{{#TERMS_FOCUS}} autofocus{{/TERMS_FOCUS}}><label for="terms">[[checkout.agree]] <a href="[[language.root]]/terms" target="_blank" rel="noopener">[[checkout.agreeLink]]</a></label>{{#TERMS_ERROR}}<p class="note" id="terms-note">{{TEXT}}</p>{{/TERMS_ERROR}}</div>
<button class="button wide" type="submit"{{#BLOCKED}} disabled{{/BLOCKED}}>{{PAY}}</button>
<p class="note">[[checkout.payNote]]</p>
</form>
<aside class="summary" aria-labelledby="summary-title">
<h2 id="summary-title">[[checkout.summary]]</h2>
<div class="summary-line"><span class="face small hue-{{HUE}}" aria-hidden="true"><span class="face-nominal">{{FACE}}</span></span><div><p><b>{{NAME}}</b></p><p class="secondary">{{REGION}} · {{FACE}} × {{QUANTITY}}</p></div></div>
<dl class="sums">
{{#HAS_SAVING}}<div><dt>[[checkout.listPrice]]</dt><dd>{{LIST}}</dd></div><div><dt>[[checkout.saving]]</dt><dd class="good">{{SAVED}}</dd></div>{{/HAS_SAVING}}
<div class="sum"><dt>[[product.total]]</dt><dd>{{TOTAL}}</dd></div>
</dl>
<p><a href="{{CHANGE}}">[[checkout.change]]</a></p>
<ul class="ticks"><li>[[checkout.promise1]]</li><li>[[checkout.promise2]]</li><li>[[checkout.promise3]]</li></ul>
</aside>
</div>
