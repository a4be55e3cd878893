<!DOCTYPE html>
<html lang="[[language.code]]">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta name="theme-color" content="#0A0A0A" media="(prefers-color-scheme: dark)">
<meta name="theme-color" content="#FAF9F6" media="(prefers-color-scheme: light)">
<title>{{TITLE}}</title>
<meta name="description" content="{{DESCRIPTION}}">
{{#NOINDEX}}<meta name="robots" content="noindex">{{/NOINDEX}}
{{#ALTERNATES}}
<link rel="canonical" href="{{CANONICAL}}">
<link rel="alternate" hreflang="en" href="{{ENGLISH}}">
<link rel="alternate" hreflang="ru" href="{{RUSSIAN}}">
<link rel="alternate" hreflang="x-default" href="{{ENGLISH}}">
{{/ALTERNATES}}
{{#REFRESH}}<noscript><meta http-equiv="refresh" content="5"></noscript>{{/REFRESH}}
<link rel="icon" type="image/svg+xml" href="{{ICON}}">
<link rel="stylesheet" href="{{CSS}}">
<script src="{{JS}}" defer></script>
</head>
<body data-page="{{PAGE}}" data-session="{{SESSION}}" data-visitor="{{VISITOR}}" data-utm="{{UTM}}" data-device="{{DEVICE}}" data-events="{{EVENTS}}">
<a class="skip" href="#main">[[layout.skip]]</a>
<header class="top">
<div class="wrap">
<a class="brand" href="[[language.home]]"><svg class="mark" viewBox="0 0 32 24" aria-hidden="true" focusable="false"><rect x="1.5" y="1.5" width="29" height="21" rx="4" fill="none" stroke="currentColor" stroke-width="2"/><path d="M11 2v20M2 12h28M11 12c-4-1-6-3-5-5s4-1 5 5c1-6 4-7 5-5s-1 4-5 5z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/></svg><span>Lonieve<b> Gift</b></span></a>
<nav aria-label="[[layout.navLabel]]">
<a href="[[language.root]]/catalog"{{#ON_CATALOG}} aria-current="page"{{/ON_CATALOG}}>[[layout.catalog]]</a>
<a class="language" href="{{SWITCH}}" lang="[[language.otherCode]]" hreflang="[[language.otherCode]]">[[language.other]]</a>
</nav>
</div>
</header>
<main id="main" class="wrap" tabindex="-1">
{{>BODY}}
</main>
<footer class="bottom">
<div class="wrap">
<p class="small">[[layout.footer]]</p>
<nav aria-label="[[layout.footerLabel]]">
<a href="[[language.root]]/terms">[[layout.terms]]</a>
<a href="[[language.root]]/privacy">[[layout.privacy]]</a>
<a href="{{SWITCH}}" lang="[[language.otherCode]]" hreflang="[[language.otherCode]]">[[language.other]]</a>
{{#SUPPORT}}<a href="mailto:{{SUPPORT_EMAIL}}">{{SUPPORT_EMAIL}}</a>{{/SUPPORT}}
</nav>
</div>
</footer>
</body>
</html>
