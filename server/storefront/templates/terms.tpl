<article class="prose">
<h1>[[terms.title]]</h1>
<p class="secondary">[[terms.updated]]</p>
<h2>[[terms.h1]]</h2><p>[[terms.p1]]</p>
<h2>[[terms.h2]]</h2><p>[[terms.p2]]</p>
<h2>[[terms.h3]]</h2><p>[[terms.p3]]</p>
<h2>[[terms.h4]]</h2><p>[[terms.p4]]</p>
<h2>[[terms.h5]]</h2><p>[[terms.p5]]</p>
</article>
