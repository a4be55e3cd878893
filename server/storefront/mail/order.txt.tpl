{{HEADING}}

{{INTRO}}
{{#MESSAGE_SECTION}}
{{#MESSAGE_LINE}}
> {{LINE}}
{{/MESSAGE_LINE}}
{{/MESSAGE_SECTION}}
{{#CODE_SECTION}}

{{NAME}} · {{REGION}} · {{NOMINAL}}
[[mail.codeLabel]]:

    {{CODE}}
{{/CODE_SECTION}}

[[mail.redeemTitle]]
1. [[mail.redeemStep1]]
2. [[mail.redeemStep2]]
3. [[mail.redeemStep3]]

[[mail.keepSecret]]

[[mail.orderLine]]
{{HELP}}
{{SITE}}
