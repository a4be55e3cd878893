<p class="crumbs"><a href="[[language.root]]/catalog">[[layout.catalog]]</a> <span aria-hidden="true">/</span> {{NAME}}</p>
<div class="product">
<div class="product-face">
<span class="face large hue-{{HUE}}" aria-hidden="true"><span class="face-brand">{{BRAND}}</span><span class="face-nominal" data-face>{{FACE}}</span><span class="face-region">{{REGION}}</span></span>
</div>
<div class="buy">
<h1>{{NAME}}</h1>
<p class="secondary">{{BRAND}} · {{REGION}}{{#HAS_CATEGORY}} · {{CATEGORY}}{{/HAS_CATEGORY}}</p>
{{#NOTICE}}<p class="notice bad" role="alert">{{TEXT}}</p>{{/NOTICE}}
<form method="get" action="[[language.root]]/checkout" data-configurator data-product="{{ID}}" data-brand="{{BRAND}}">
<input type="hidden" name="productId" value="{{ID}}">
<fieldset class="nominals"><legend>[[product.nominal]]</legend>
<div class="choices">
{{#NOMINAL}}<label class="choice{{#OUT}} out{{/OUT}}"><input type="radio" name="nominal" value="{{VALUE}}" data-face="{{FACE}}" data-price="{{PRICE_DECIMAL}}" data-totals="{{TOTALS}}" data-lists="{{LISTS}}" data-most="{{MOST}}"{{#CHECKED}} checked{{/CHECKED}}{{#DISABLED}} disabled{{/DISABLED}}><span class="choice-face">{{FACE}}</span><span class="choice-price">{{PRICE}}</span><span class="choice-stock{{#LOW}} low{{/LOW}}">{{STOCK}}</span></label>{{/NOMINAL}}
</div>
</fieldset>
<fieldset class="who"><legend>[[product.who]]</legend>
<div class="choices two">
<label class="choice"><input type="radio" name="deliveryType" value="myself"{{#MYSELF}} checked{{/MYSELF}}><span>[[product.myself]]</span></label>
<label class="choice"><input type="radio" name="deliveryType" value="gift"{{#GIFT}} checked{{/GIFT}}><span>[[product.gift]]</span></label>
</div>
</fieldset>
<div class="total-row">
<div class="field"><label for="quantity">[[product.quantity]]</label><select id="quantity" name="quantity">{{#QUANTITY}}<option value="{{VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{VALUE}}</option>{{/QUANTITY}}</select></div>
<p class="total" aria-live="polite"><span class="secondary">[[product.total]]</span> <b data-total>{{TOTAL}}</b> <s class="{{LIST_CLASS}}" data-list>{{LIST}}</s></p>
</div>
<button class="button wide" type="submit"{{#BUY_DISABLED}} disabled{{/BUY_DISABLED}}>{{BUY}}</button>
<noscript><button class="button quiet wide" type="submit" formaction="[[language.root]]/product/{{ID}}">[[product.update]]</button></noscript>
</form>
<dl class="promises">
<div><dt>[[product.whatTitle]]</dt><dd>[[product.what]]</dd></div>
<div><dt>[[product.fastTitle]]</dt><dd>{{FAST}}</dd></div>
<div><dt>[[product.failTitle]]</dt><dd>[[product.fail]]</dd></div>
<div><dt>[[product.regionTitle]]</dt><dd>{{REGION_NOTE}}</dd></div>
</dl>
</div>
<div class="about">
{{#HAS_DESCRIPTION}}<p class="description">{{DESCRIPTION}}</p>{{/HAS_DESCRIPTION}}
{{#HAS_FEATURES}}<ul class="ticks">{{#FEATURE}}<li>{{TEXT}}</li>{{/FEATURE}}</ul>{{/HAS_FEATURES}}
{{#HAS_TERMS}}<details><summary>[[product.terms]]</summary><p>{{TERMS}}</p></details>{{/HAS_TERMS}}
</div>
</div>
