<article class="prose">
<h1>[[privacy.title]]</h1>
<p class="secondary">[[terms.updated]]</p>
<h2>[[privacy.h1]]</h2><p>[[privacy.p1]]</p>
<h2>[[privacy.h2]]</h2><p>[[privacy.p2]]</p>
<h2>[[privacy.h3]]</h2><p>[[privacy.p3]]</p>
<h2 id="choice">[[privacy.h4]]</h2><p>[[privacy.p4]]</p>
<p><b>{{CHOICE}}</b></p>
<form method="post" action="[[language.root]]/consent" class="actions">
<button class="button quiet" name="choice" value="necessary" type="submit">[[privacy.necessary]]</button>
<button class="button quiet" name="choice" value="marketing" type="submit">[[privacy.marketing]]</button>
</form>
</article>
