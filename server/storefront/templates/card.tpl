<li class="card">
<a href="{{URL}}">
<span class="face hue-{{HUE}}" aria-hidden="true"><span class="face-brand">{{BRAND}}</span><span class="face-nominal">{{FACE}}</span><span class="face-region">{{REGION}}</span></span>
<span class="card-name">{{NAME}}</span>
<span class="card-meta">{{REGION}}{{#HAS_CATEGORY}} · {{CATEGORY}}{{/HAS_CATEGORY}}</span>
<span class="card-price">{{#AVAILABLE}}<b>{{PRICE}}</b>{{#SAVING}} <span class="tag">{{DISCOUNT}}</span>{{/SAVING}}{{/AVAILABLE}}{{#SOLD_OUT}}<span class="soldout">[[stock.soldOut]]</span>{{/SOLD_OUT}}</span>
</a>
</li>
