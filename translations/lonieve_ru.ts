<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>CsvPreview</name>
    <message>
        <source>%1 cells where the header has %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The code is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The product id is not a UUID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The nominal is not a positive number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cost is not a number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not UTF-8 text. Save it as “CSV UTF-8” and choose it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A quotation mark opened in line %1 is never closed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dashboards</name>
    <message>
        <source>Codes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stock of gift codes by product and nominal, and their import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every order, its payment, codes and e-mails on one time line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the shop is doing now, and against the period before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue, 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue, 30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue, selected range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders, 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders, 30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders, selected range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue trend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversion trend</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top products</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent orders</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Datasets</name>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Codes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines that the import refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the last four characters; the rest is sealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nominal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Product id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Codes that can be sold now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Held for orders that wait for payment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Voided, quarantined or expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold in 30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Days of cover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Available codes divided by the daily sales of the last 30 days; empty without sales</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out: none left; low: fewer than ten; ok: ten or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paid orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reporting currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Items</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Country</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The number this order has in the system it was imported from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>today, 7d and 30d end now; range is the range chosen above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sum of the totals of paid orders, by the day they were created, before refunds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paid orders, by the day they were created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Average order value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue divided by paid orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Average order value before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Distinct sessions with at least one event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions with a paid order as a share of all sessions; empty without sessions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversion before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gross profit less transaction fees, refunds and ad spend; empty when costs are unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True profit before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refunds completed in the period, whenever the order was placed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refunds before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Revenue by interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orders by interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start of the hour, day, week or month in the reporting zone, by the length of the range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sum of the totals of paid orders created in the interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same interval of the comparison period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No while the interval is still running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first product of the order and how many more there are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paid orders with this product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Units in paid orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sum of the item prices in paid orders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the revenue of all products in the range</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The server did not answer in time. Nothing was lost; try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s name was not found. Check the address and the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not accept connections. It may be stopped or starting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the server was lost (%1). Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s certificate could not be verified (%1). Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at this address is not a Lonieve server (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server has moved (%1). Sign in with the new address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are not signed in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your sign-in has ended. Sign in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your role does not allow this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The e-mail or the password is not right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price has changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are not enough codes in stock.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The refund is more than what is left of the payment. Nothing was refunded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many requests. Wait a moment and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server refused the values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not know this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something has changed meanwhile. Refresh and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server could not do this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is more than the server accepts at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is busy or restarting. Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server failed at this. Try again, and tell your administrator if it stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are signed out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign in again to go on. Nothing was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your role does not allow this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask an administrator for access.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server did not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Save as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to export yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” could not be written: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1K</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Needs review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Partly refunded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Given up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Void</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quarantined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sold out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Low</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In stock</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>As of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in this range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 of %2 rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture would be too large.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report could not be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServerAddress</name>
    <message>
        <source>Enter the address of the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not an address such as https://shop.example.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only http and https addresses can be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address must not contain a user name, a question mark or a “#”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Order placed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code reserved until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment prepared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for payment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment needs review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail waiting to be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail being sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail given up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refund requested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refund failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Viewed a page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Viewed the product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chose the product</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Began the checkout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Went to the payment page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code delivered by e-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code assigned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Callback of the payment provider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resend requested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review settled</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::app::HeadlessExport</name>
    <message>
        <source>“%1” is not a range; use today, 7d, 30d, 90d, month, quarter, year or 2010-12-01..2011-12-10.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a dashboard to files instead of opening the window: overview, orders, codes or all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dashboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File with the password of the sign-in, for exports. Never given as an argument.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range of the export: today, 7d, 30d, 90d, month, quarter, year or 2010-12-01..2011-12-10.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Currency of the export, for example GBP; the shop&apos;s reporting currency otherwise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format of the export: png, pdf, csv or xlsx.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for the files of the export; made when it is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give up the export after so many seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no dashboard “%1”; use %2 or all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a format; use png, pdf, csv or xlsx.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a currency such as GBP.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An export needs --email.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--timeout needs a number of seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An export needs --password-file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password file “%1” could not be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password file “%1” is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” is not a folder that can be written to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export took more than %1 seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning: this connection is not encrypted; use an https address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signing in failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server did not give “%1”: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::app::MainWindow</name>
    <message>
        <source>You stay signed in for this run only, because the sign-in could not be kept: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lonieve Gift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Viewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import codes from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Lonieve Gift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;b&gt;Lonieve Gift %1&lt;/b&gt;&lt;br&gt;The back office of a gift-card shop.&lt;br&gt;&lt;br&gt;Free software under the GNU General Public License, version 3 or later.&lt;br&gt;Built with Qt %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This connection is not encrypted: others on the network can read it. Use an https address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have signed out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no connection to the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The e-mail is on its way again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The refund is recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The note is saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The order is settled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Before that, %n code(s) were imported; importing the file again takes only the rest.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The code is withdrawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no connection to the server. What is shown may be out of date, and nothing can be changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::services::CodeImport</name>
    <message>
        <source>The file could not be read: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has no lines after its header.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::services::SecretStore</name>
    <message>
        <source>Nothing is stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no keyring on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring does not answer: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer within a minute</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::DashboardPage</name>
    <message>
        <source>Updated %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::KpiPanel</name>
    <message>
        <source>Cannot be computed for this period. %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::LinePanel</name>
    <message>
        <source>Period before</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::LinePlot</name>
    <message>
        <source>Still running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, still running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the arrow keys to read single values.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::OrderDetails</name>
    <message>
        <source>Order details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the order id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the details (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Resend e-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;fund…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settle…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add &amp;note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a note for your colleagues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not possible while offline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only administrators may do this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only managers and administrators may do this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another action on this order is still running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Imported orders have no codes to send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only paid orders have codes to send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send the codes of this order to the customer again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only paid orders can be refunded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that was paid is refunded already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give back all or part of what was paid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide what becomes of this order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write something first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why it needs review: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Customer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gift for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>True profit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Came from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Country</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expires</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last error</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Items (%n)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Only the last four characters; the rest is sealed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mails</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n attempts</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resend e-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The codes of this order are sent to %1 again. Earlier messages stay valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refund</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At most %1 can be given back. The codes of a full refund are withdrawn.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Everything that is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Part of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything that is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Amount in %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter an amount between 0 and %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settle the review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide what becomes of this order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the payment and send the &amp;codes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the &amp;money back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C&amp;ancel without a refund</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::Panel</name>
    <message>
        <source>Save as PNG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as XLSX</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What “%1” means</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in this range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a longer range or another currency.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::RangePicker</name>
    <message>
        <source>Today</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last 90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This month</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This quarter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom dates…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with the period before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only orders in this currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Range: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Custom dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;First day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Last day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both days are included, in the time zone %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show these dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::ReasonDialog</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept in the audit log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the marked field first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a reason first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::TablePanel</name>
    <message>
        <source>No rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::format</name>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n min ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n h ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%n values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to compare with: one of the two periods has no figure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The period before is zero, so a change in per cent cannot be computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vs yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vs previous %n days</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>The back office of Lonieve Gift. Without --export it opens the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address of the server, for example https://shop.example.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>url</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail of the sign-in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>e-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language: en or ru.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme: system, dark or light.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the settings in this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown argument “%1”; see --help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use --language en or --language ru.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use --theme system, dark or light.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
