<h1>[[catalog.title]]</h1>
<form class="filters" method="get" action="[[language.root]]/catalog" role="search" data-filters>
<div class="field grow"><label for="q">[[catalog.search]]</label><input id="q" name="q" type="search" value="{{Q}}" maxlength="80" autocomplete="off" placeholder="[[catalog.placeholder]]"></div>
<div class="field"><label for="brand">[[catalog.brand]]</label><select id="brand" name="brand"><option value="">[[catalog.anyBrand]]</option>{{#BRAND_OPTION}}<option value="{{VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{LABEL}}</option>{{/BRAND_OPTION}}</select></div>
<div class="field"><label for="region">[[catalog.region]]</label><select id="region" name="region"><option value="">[[catalog.anyRegion]]</option>{{#REGION_OPTION}}<option value="{{VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{LABEL}}</option>{{/REGION_OPTION}}</select></div>
<div class="field"><label for="category">[[catalog.category]]</label><select id="category" name="category"><option value="">[[catalog.anyCategory]]</option>{{#CATEGORY_OPTION}}<option value="{{VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{LABEL}}</option>{{/CATEGORY_OPTION}}</select></div>
<div class="field"><label for="sort">[[catalog.sort]]</label><select id="sort" name="sort">{{#SORT_OPTION}}<option value="{{VALUE}}"{{#SELECTED}} selected{{/SELECTED}}>{{LABEL}}</option>{{/SORT_OPTION}}</select></div>
<div class="field go"><button class="button quiet" type="submit">[[catalog.apply]]</button></div>
</form>
<p class="count" role="status">{{COUNT}}{{#CLEAR}} <a href="[[language.root]]/catalog">[[catalog.clear]]</a>{{/CLEAR}}</p>
{{#RESULTS}}<h2 class="hidden">[[catalog.results]]</h2><ul class="cards">{{>CARD}}</ul>{{/RESULTS}}
{{#NOTHING}}<div class="notice"><p><b>[[catalog.nothing]]</b></p><p>[[catalog.nothingHint]]</p></div>{{/NOTHING}}
{{#PAGER}}<nav class="pager" aria-label="[[catalog.pages]]">{{#PREVIOUS}}<a rel="prev" href="{{URL}}">[[catalog.previous]]</a>{{/PREVIOUS}}<span>{{WHERE}}</span>{{#NEXT}}<a rel="next" href="{{URL}}">[[catalog.next]]</a>{{/NEXT}}</nav>{{/PAGER}}
