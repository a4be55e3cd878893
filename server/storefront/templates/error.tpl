<div class="state">
<p class="state-icon {{KIND}}" aria-hidden="true">{{STATUS}}</p>
<h1>{{HEADING}}</h1>
<p class="lead">{{EXPLANATION}}</p>
<p class="actions"><a class="button" href="[[language.root]]/catalog">[[home.browse]]</a> <a class="button quiet" href="[[language.home]]">[[error.home]]</a></p>
{{#REFERENCE}}<p class="note">[[error.reference]]</p>{{/REFERENCE}}
</div>
