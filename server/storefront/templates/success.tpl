<div class="state" data-order="{{ORDER}}" data-status="paid"{{#WATCH}} data-watch="{{STATUS_URL}}" data-email="{{EMAIL_STATUS}}"{{/WATCH}}>
<p class="state-icon good" aria-hidden="true">✓</p>
<h1>[[success.title]]</h1>
<div aria-live="polite"><p class="lead">{{WHERE}}</p></div>
<dl class="sums boxed">
<div><dt>[[order.what]]</dt><dd>{{PRODUCT}}</dd></div>
<div><dt>[[order.sentTo]]</dt><dd>{{EMAIL}}</dd></div>
<div><dt>[[order.number]]</dt><dd class="number">{{ORDER}}</dd></div>
<div class="sum"><dt>[[order.paid]]</dt><dd>{{TOTAL}}</dd></div>
</dl>
<h2>[[success.nextTitle]]</h2>
{{#MYSELF}}<ol class="plain"><li>[[success.next1]]</li><li>[[success.next2]]</li><li>[[success.next3]]</li></ol>{{/MYSELF}}
{{#GIFT}}<ol class="plain"><li>[[success.gift1]]</li><li>[[success.gift2]]</li><li>[[success.gift3]]</li></ol>{{/GIFT}}
<p class="actions"><a class="button quiet" href="[[language.root]]/catalog">[[success.more]]</a></p>
<p class="note">{{HELP}}</p>
</div>
