<div class="state" data-order="{{ORDER}}" data-status="{{STATUS}}"{{#WATCH}} data-watch="{{STATUS_URL}}"{{/WATCH}}>
<div aria-live="polite">
<p class="state-icon {{KIND}}" aria-hidden="true">{{#WAITING}}<span class="spinner"></span>{{/WAITING}}{{#SYMBOL}}{{TEXT}}{{/SYMBOL}}</p>
<h1>{{HEADING}}</h1>
<p class="lead">{{EXPLANATION}}</p>
<p class="secondary" data-waiting hidden>[[pending.still]]</p>
</div>
<dl class="sums boxed">
<div><dt>[[order.number]]</dt><dd class="number">{{ORDER}}</dd></div>
<div><dt>[[order.item]]</dt><dd>{{PRODUCT}}</dd></div>
<div class="sum"><dt>[[product.total]]</dt><dd>{{TOTAL}}</dd></div>
</dl>
<p class="actions">{{#PAY}}<a class="button" href="{{URL}}" rel="noreferrer">{{LABEL}}</a>{{/PAY}}{{#AGAIN}}<a class="button{{#QUIET}} quiet{{/QUIET}}" href="[[language.root]]/catalog">[[pending.again]]</a>{{/AGAIN}}</p>
<p class="note">{{NOTE}}</p>
{{#WAITING}}<noscript><p class="note">[[pending.noscript]]</p></noscript>{{/WAITING}}
</div>
