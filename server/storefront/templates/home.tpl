<section class="hero">
<div>
<h1>[[home.title]]</h1>
<p class="lead">[[home.lead]]</p>
<p class="actions"><a class="button" href="[[language.root]]/catalog">[[home.browse]]</a></p>
<ul class="facts-line">
<li>[[home.fact1]]</li>
<li>[[home.fact2]]</li>
<li>[[home.fact3]]</li>
</ul>
</div>
<div class="fan" aria-hidden="true">
{{#FAN}}<span class="face hue-{{HUE}}"><span class="face-brand">{{BRAND}}</span><span class="face-nominal">{{FACE}}</span><span class="face-region">{{REGION}}</span></span>{{/FAN}}
</div>
</section>
{{#POPULAR}}
<section aria-labelledby="popular">
<div class="section-head"><h2 id="popular">[[home.popular]]</h2><a href="[[language.root]]/catalog">[[home.all]]</a></div>
<ul class="cards">{{>CARD}}</ul>
</section>
{{/POPULAR}}
{{#EMPTY}}<p class="notice">[[home.empty]]</p>{{/EMPTY}}
<section aria-labelledby="how">
<h2 id="how">[[home.how]]</h2>
<ol class="steps">
<li><h3>[[home.step1]]</h3><p>[[home.step1Text]]</p></li>
<li><h3>[[home.step2]]</h3><p>[[home.step2Text]]</p></li>
<li><h3>[[home.step3]]</h3><p>[[home.step3Text]]</p></li>
</ol>
</section>
<section aria-labelledby="questions">
<h2 id="questions">[[home.questions]]</h2>
<div class="questions">
<details><summary>[[home.q1]]</summary><p>[[home.a1]]</p></details>
<details><summary>[[home.q2]]</summary><p>[[home.a2]]</p></details>
<details><summary>[[home.q3]]</summary><p>[[home.a3]]</p></details>
<details><summary>[[home.q4]]</summary><p>[[home.a4]]</p></details>
</div>
</section>
