<!DOCTYPE html>
<html lang="[[language.code]]">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>{{SUBJECT}}</title>
</head>
<body style="margin:0;padding:0;background:#F1EFEA;color:#1B1A17;font-family:Inter,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5">
<div style="display:none;max-height:0;overflow:hidden">{{PREVIEW}}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#F1EFEA">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#FFFFFF;border:1px solid #E4E1D9;border-radius:8px">
<tr><td style="background:#0A0A0A;border-radius:8px 8px 0 0;padding:20px 28px">
<span style="color:#D4AF37;font-size:20px;font-weight:700;letter-spacing:.2px">{{SHOP}}</span>
</td></tr>
<tr><td style="padding:28px 28px 8px">
<h1 style="margin:0 0 12px;font-size:24px;line-height:1.25;font-weight:700;color:#1B1A17">{{HEADING}}</h1>
<p style="margin:0 0 16px;color:#1B1A17">{{INTRO}}</p>
{{#MESSAGE_SECTION}}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px">
<tr><td style="border-left:3px solid #D4AF37;background:#FAF9F6;padding:12px 16px;color:#1B1A17;font-size:15px">
{{#MESSAGE_LINE}}{{LINE}}<br>{{/MESSAGE_LINE}}
</td></tr></table>
{{/MESSAGE_SECTION}}
</td></tr>
{{#CODE_SECTION}}
<tr><td style="padding:0 28px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border:1px solid #C9C5BA;border-radius:8px">
<tr><td style="padding:16px 20px 4px">
<span style="font-weight:600;color:#1B1A17">{{NAME}}</span>
<span style="color:#625F57"> · {{REGION}} · {{NOMINAL}}</span>
</td></tr>
<tr><td style="padding:4px 20px 18px">
<div style="color:#625F57;font-size:13px;margin:0 0 6px">[[mail.codeLabel]]</div>
<div style="background:#FAF9F6;border:1px dashed #8A6A12;border-radius:6px;padding:14px 12px;text-align:center;font-family:'SFMono-Regular',Consolas,Menlo,'DejaVu Sans Mono',monospace;font-size:20px;font-weight:700;letter-spacing:1px;color:#0A0A0A;word-break:break-all">{{CODE}}</div>
</td></tr>
</table>
</td></tr>
{{/CODE_SECTION}}
<tr><td style="padding:8px 28px 4px">
<h2 style="margin:0 0 8px;font-size:16px;font-weight:700;color:#1B1A17">[[mail.redeemTitle]]</h2>
<ol style="margin:0 0 16px;padding-left:20px;color:#1B1A17">
<li style="margin:0 0 4px">[[mail.redeemStep1]]</li>
<li style="margin:0 0 4px">[[mail.redeemStep2]]</li>
<li style="margin:0 0 4px">[[mail.redeemStep3]]</li>
</ol>
<p style="margin:0 0 16px;color:#625F57;font-size:13px">[[mail.keepSecret]]</p>
</td></tr>
<tr><td style="padding:16px 28px 24px;border-top:1px solid #E4E1D9;color:#625F57;font-size:13px">
<p style="margin:0 0 6px">[[mail.orderLine]]</p>
<p style="margin:0 0 6px">{{HELP}}</p>
{{#SITE_SECTION}}<p style="margin:0"><a href="{{SITE}}" style="color:#8A6A12">{{SITE_NAME}}</a></p>{{/SITE_SECTION}}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
