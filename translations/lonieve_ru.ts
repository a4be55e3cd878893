<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>CsvPreview</name>
    <message>
        <source>%1 cells where the header has %2</source>
        <translation>Ячеек %1, а в заголовке %2</translation>
    </message>
    <message>
        <source>The code is empty</source>
        <translation>Код пуст</translation>
    </message>
    <message>
        <source>The product id is not a UUID</source>
        <translation>Идентификатор товара — не UUID</translation>
    </message>
    <message>
        <source>The nominal is not a positive number</source>
        <translation>Номинал — не положительное число</translation>
    </message>
    <message>
        <source>The cost is not a number</source>
        <translation>Себестоимость — не число</translation>
    </message>
    <message>
        <source>The file is not UTF-8 text. Save it as “CSV UTF-8” and choose it again.</source>
        <translation>Файл не в кодировке UTF-8. Сохраните его как «CSV UTF-8» и выберите снова.</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Файл пуст.</translation>
    </message>
    <message>
        <source>A quotation mark opened in line %1 is never closed.</source>
        <translation>Кавычка, открытая в строке %1, нигде не закрыта.</translation>
    </message>
</context>
<context>
    <name>Dashboards</name>
    <message>
        <source>Codes</source>
        <translation>Коды</translation>
    </message>
    <message>
        <source>Stock of gift codes by product and nominal, and their import</source>
        <translation>Запас подарочных кодов по товарам и номиналам, их загрузка</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Заказы</translation>
    </message>
    <message>
        <source>Every order, its payment, codes and e-mails on one time line</source>
        <translation>Каждый заказ, его оплата, коды и письма на одной ленте времени</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Обзор</translation>
    </message>
    <message>
        <source>How the shop is doing now, and against the period before</source>
        <translation>Как идут дела сейчас и по сравнению с прошлым периодом</translation>
    </message>
    <message>
        <source>Revenue today</source>
        <translation>Выручка сегодня</translation>
    </message>
    <message>
        <source>Revenue, 7 days</source>
        <translation>Выручка за 7 дней</translation>
    </message>
    <message>
        <source>Revenue, 30 days</source>
        <translation>Выручка за 30 дней</translation>
    </message>
    <message>
        <source>Revenue, selected range</source>
        <translation>Выручка за выбранный период</translation>
    </message>
    <message>
        <source>Orders today</source>
        <translation>Заказы сегодня</translation>
    </message>
    <message>
        <source>Orders, 7 days</source>
        <translation>Заказы за 7 дней</translation>
    </message>
    <message>
        <source>Orders, 30 days</source>
        <translation>Заказы за 30 дней</translation>
    </message>
    <message>
        <source>Orders, selected range</source>
        <translation>Заказы за выбранный период</translation>
    </message>
    <message>
        <source>Revenue trend</source>
        <translation>Динамика выручки</translation>
    </message>
    <message>
        <source>Conversion trend</source>
        <translation>Динамика конверсии</translation>
    </message>
    <message>
        <source>Top products</source>
        <translation>Лучшие товары</translation>
    </message>
    <message>
        <source>Recent orders</source>
        <translation>Последние заказы</translation>
    </message>
    <message>
        <source>Available codes</source>
        <translation>Доступные коды</translation>
    </message>
    <message>
        <source>Reserved codes</source>
        <translation>Отложенные коды</translation>
    </message>
    <message>
        <source>Sold in 30 days</source>
        <translation>Продано за 30 дней</translation>
    </message>
    <message>
        <source>Low or sold out</source>
        <translation>На исходе или закончились</translation>
    </message>
    <message>
        <source>Stock by product and nominal</source>
        <translation>Запас по товарам и номиналам</translation>
    </message>
    <message>
        <source>Imports</source>
        <translation>Загрузки</translation>
    </message>
    <message>
        <source>All orders</source>
        <translation>Все заказы</translation>
    </message>
</context>
<context>
    <name>Datasets</name>
    <message>
        <source>Batch</source>
        <translation>Партия</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Загружено</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Кем</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Файл</translation>
    </message>
    <message>
        <source>Codes</source>
        <translation>Коды</translation>
    </message>
    <message>
        <source>Not taken</source>
        <translation>Не принято</translation>
    </message>
    <message>
        <source>Lines that the import refused</source>
        <translation>Строки, которые загрузка отклонила</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Доступно</translation>
    </message>
    <message>
        <source>Sold</source>
        <translation>Продано</translation>
    </message>
    <message>
        <source>Code id</source>
        <translation>Идентификатор кода</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>Only the last four characters; the rest is sealed</source>
        <translation>Только последние четыре символа, остальное зашифровано</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>Товар</translation>
    </message>
    <message>
        <source>Nominal</source>
        <translation>Номинал</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Валюта</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Заказ</translation>
    </message>
    <message>
        <source>Product id</source>
        <translation>Идентификатор товара</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Регион</translation>
    </message>
    <message>
        <source>Codes that can be sold now</source>
        <translation>Коды, которые можно продать сейчас</translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation>В резерве</translation>
    </message>
    <message>
        <source>Held for orders that wait for payment</source>
        <translation>Отложены для заказов, ожидающих оплаты</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>Изъято</translation>
    </message>
    <message>
        <source>Voided, quarantined or expired</source>
        <translation>Аннулированные, в карантине или просроченные</translation>
    </message>
    <message>
        <source>Sold in 30 days</source>
        <translation>Продано за 30 дней</translation>
    </message>
    <message>
        <source>Days of cover</source>
        <translation>Хватит на дней</translation>
    </message>
    <message>
        <source>Available codes divided by the daily sales of the last 30 days; empty without sales</source>
        <translation>Доступные коды, делённые на продажи в день за последние 30 дней; пусто, если продаж не было</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Уровень</translation>
    </message>
    <message>
        <source>out: none left; low: fewer than ten; ok: ten or more</source>
        <translation>нет: кодов не осталось; мало: меньше десяти; есть: десять или больше</translation>
    </message>
    <message>
        <source>Paid orders</source>
        <translation>Оплаченные заказы</translation>
    </message>
    <message>
        <source>Reporting currency</source>
        <translation>Валюта отчётности</translation>
    </message>
    <message>
        <source>First order</source>
        <translation>Первый заказ</translation>
    </message>
    <message>
        <source>Last order</source>
        <translation>Последний заказ</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Создан</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Покупатель</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Позиций</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Сумма</translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation>Возвращено</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Оплата</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Эл. почта</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Источник</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Страна</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Номер</translation>
    </message>
    <message>
        <source>The number this order has in the system it was imported from</source>
        <translation>Номер этого заказа в системе, из которой он загружен</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Период</translation>
    </message>
    <message>
        <source>today, 7d and 30d end now; range is the range chosen above</source>
        <translation>today, 7d и 30d заканчиваются сейчас; range — период, выбранный выше</translation>
    </message>
    <message>
        <source>From</source>
        <translation>С</translation>
    </message>
    <message>
        <source>To</source>
        <translation>По</translation>
    </message>
    <message>
        <source>Revenue</source>
        <translation>Выручка</translation>
    </message>
    <message>
        <source>Sum of the totals of paid orders, by the day they were created, before refunds</source>
        <translation>Сумма оплаченных заказов по дню создания, до вычета возвратов</translation>
    </message>
    <message>
        <source>Revenue before</source>
        <translation>Выручка ранее</translation>
    </message>
    <message>
        <source>Orders</source>
        <translation>Заказы</translation>
    </message>
    <message>
        <source>Paid orders, by the day they were created</source>
        <translation>Оплаченные заказы по дню создания</translation>
    </message>
    <message>
        <source>Orders before</source>
        <translation>Заказы ранее</translation>
    </message>
    <message>
        <source>Average order value</source>
        <translation>Средний чек</translation>
    </message>
    <message>
        <source>Revenue divided by paid orders</source>
        <translation>Выручка, делённая на число оплаченных заказов</translation>
    </message>
    <message>
        <source>Average order value before</source>
        <translation>Средний чек ранее</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>Сеансы</translation>
    </message>
    <message>
        <source>Distinct sessions with at least one event</source>
        <translation>Разные сеансы хотя бы с одним событием</translation>
    </message>
    <message>
        <source>Sessions before</source>
        <translation>Сеансы ранее</translation>
    </message>
    <message>
        <source>Conversion</source>
        <translation>Конверсия</translation>
    </message>
    <message>
        <source>Sessions with a paid order as a share of all sessions; empty without sessions</source>
        <translation>Доля сеансов с оплаченным заказом среди всех сеансов; пусто, если сеансов не было</translation>
    </message>
    <message>
        <source>Conversion before</source>
        <translation>Конверсия ранее</translation>
    </message>
    <message>
        <source>True profit</source>
        <translation>Чистая прибыль</translation>
    </message>
    <message>
        <source>Gross profit less transaction fees, refunds and ad spend; empty when costs are unknown</source>
        <translation>Валовая прибыль за вычетом комиссий, возвратов и рекламы; пусто, если себестоимость неизвестна</translation>
    </message>
    <message>
        <source>True profit before</source>
        <translation>Чистая прибыль ранее</translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation>Возвраты</translation>
    </message>
    <message>
        <source>Refunds completed in the period, whenever the order was placed</source>
        <translation>Возвраты, выполненные в этот период, когда бы ни был сделан заказ</translation>
    </message>
    <message>
        <source>Refunds before</source>
        <translation>Возвраты ранее</translation>
    </message>
    <message>
        <source>Revenue by interval</source>
        <translation>Выручка по интервалам</translation>
    </message>
    <message>
        <source>Orders by interval</source>
        <translation>Заказы по интервалам</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Время</translation>
    </message>
    <message>
        <source>Start of the hour, day, week or month in the reporting zone, by the length of the range</source>
        <translation>Начало часа, дня, недели или месяца в часовом поясе отчётности, в зависимости от длины периода</translation>
    </message>
    <message>
        <source>Sum of the totals of paid orders created in the interval</source>
        <translation>Сумма оплаченных заказов, созданных в этом интервале</translation>
    </message>
    <message>
        <source>The same interval of the comparison period</source>
        <translation>Тот же интервал периода сравнения</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Завершён</translation>
    </message>
    <message>
        <source>No while the interval is still running</source>
        <translation>«Нет», пока интервал не закончился</translation>
    </message>
    <message>
        <source>The first product of the order and how many more there are</source>
        <translation>Первый товар заказа и сколько ещё других</translation>
    </message>
    <message>
        <source>Brand</source>
        <translation>Бренд</translation>
    </message>
    <message>
        <source>Paid orders with this product</source>
        <translation>Оплаченные заказы с этим товаром</translation>
    </message>
    <message>
        <source>Units in paid orders</source>
        <translation>Единицы в оплаченных заказах</translation>
    </message>
    <message>
        <source>Sum of the item prices in paid orders</source>
        <translation>Сумма цен позиций в оплаченных заказах</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Доля</translation>
    </message>
    <message>
        <source>Of the revenue of all products in the range</source>
        <translation>В выручке всех товаров за период</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>The server did not answer in time. Nothing was lost; try again.</source>
        <translation>Сервер не ответил вовремя. Ничего не потеряно, попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The server's name was not found. Check the address and the network.</source>
        <translation>Имя сервера не найдено. Проверьте адрес и сеть.</translation>
    </message>
    <message>
        <source>The server does not accept connections. It may be stopped or starting.</source>
        <translation>Сервер не принимает соединения. Возможно, он остановлен или ещё запускается.</translation>
    </message>
    <message>
        <source>The connection to the server was lost (%1). Try again.</source>
        <translation>Соединение с сервером прервалось (%1). Попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The server's certificate could not be verified (%1). Nothing was sent.</source>
        <translation>Не удалось проверить сертификат сервера (%1). Ничего не отправлено.</translation>
    </message>
    <message>
        <source>What answers at this address is not a Lonieve server (%1).</source>
        <translation>По этому адресу отвечает не сервер Lonieve (%1).</translation>
    </message>
    <message>
        <source>The server has moved (%1). Sign in with the new address.</source>
        <translation>Сервер переехал (%1). Войдите по новому адресу.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Отменено.</translation>
    </message>
    <message>
        <source>You are not signed in.</source>
        <translation>Вы не вошли.</translation>
    </message>
    <message>
        <source>Your sign-in has ended. Sign in again.</source>
        <translation>Сеанс завершён. Войдите снова.</translation>
    </message>
    <message>
        <source>Your role does not allow this.</source>
        <translation>Ваша роль этого не позволяет.</translation>
    </message>
    <message>
        <source>The e-mail or the password is not right.</source>
        <translation>Неверная эл. почта или пароль.</translation>
    </message>
    <message>
        <source>The price has changed.</source>
        <translation>Цена изменилась.</translation>
    </message>
    <message>
        <source>There are not enough codes in stock.</source>
        <translation>Недостаточно кодов в запасе.</translation>
    </message>
    <message>
        <source>The refund is more than what is left of the payment. Nothing was refunded.</source>
        <translation>Возврат больше остатка платежа. Ничего не возвращено.</translation>
    </message>
    <message>
        <source>Too many requests. Wait a moment and try again.</source>
        <translation>Слишком много запросов. Подождите немного и попробуйте снова.</translation>
    </message>
    <message>
        <source>The server refused the values.</source>
        <translation>Сервер отклонил значения.</translation>
    </message>
    <message>
        <source>The server does not know this.</source>
        <translation>Сервер этого не знает.</translation>
    </message>
    <message>
        <source>Something has changed meanwhile. Refresh and try again.</source>
        <translation>Тем временем данные изменились. Обновите и попробуйте снова.</translation>
    </message>
    <message>
        <source>The server could not do this.</source>
        <translation>Сервер не смог это сделать.</translation>
    </message>
    <message>
        <source>This is more than the server accepts at once.</source>
        <translation>Это больше, чем сервер принимает за один раз.</translation>
    </message>
    <message>
        <source>The server is busy or restarting. Try again in a moment.</source>
        <translation>Сервер занят или перезапускается. Попробуйте чуть позже.</translation>
    </message>
    <message>
        <source>The server failed at this. Try again, and tell your administrator if it stays.</source>
        <translation>На сервере произошла ошибка. Попробуйте ещё раз; если повторится, сообщите администратору.</translation>
    </message>
    <message>
        <source>You are signed out</source>
        <translation>Вы вышли</translation>
    </message>
    <message>
        <source>Sign in again to go on. Nothing was lost.</source>
        <translation>Войдите снова, чтобы продолжить. Ничего не потеряно.</translation>
    </message>
    <message>
        <source>Your role does not allow this</source>
        <translation>Ваша роль этого не позволяет</translation>
    </message>
    <message>
        <source>Ask an administrator for access.</source>
        <translation>Попросите доступ у администратора.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Не найдено</translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation>Слишком много запросов</translation>
    </message>
    <message>
        <source>Wait a moment, then try again.</source>
        <translation>Подождите немного и попробуйте снова.</translation>
    </message>
    <message>
        <source>The server did not answer</source>
        <translation>Сервер не ответил</translation>
    </message>
    <message>
        <source>Nothing was changed. Try again.</source>
        <translation>Ничего не изменено. Попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Отменено</translation>
    </message>
    <message>
        <source>This was refused</source>
        <translation>Отклонено</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Что-то пошло не так</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Попробуйте ещё раз.</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Save as</source>
        <translation>Сохранить как</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>Отправлено на принтер.</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Скопировано.</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Сохранено: %1</translation>
    </message>
    <message>
        <source>There is nothing to export yet.</source>
        <translation>Пока нечего сохранять.</translation>
    </message>
    <message>
        <source>“%1” could not be written: %2</source>
        <translation>Не удалось записать «%1»: %2</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>%1B</source>
        <translation>%1 млрд</translation>
    </message>
    <message>
        <source>%1M</source>
        <translation>%1 млн</translation>
    </message>
    <message>
        <source>%1K</source>
        <translation>%1 тыс.</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Создан</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Ожидает</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Оплачен</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>Завершён</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Ошибка</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Истёк</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Отменён</translation>
    </message>
    <message>
        <source>Needs review</source>
        <translation>Нужна проверка</translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation>Возвращён</translation>
    </message>
    <message>
        <source>Partly refunded</source>
        <translation>Частичный возврат</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Отправляется</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Отправлено</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>Доставлено</translation>
    </message>
    <message>
        <source>Given up</source>
        <translation>Не отправлено</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Нет</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>Не нужно</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Доступен</translation>
    </message>
    <message>
        <source>Reserved</source>
        <translation>Отложен</translation>
    </message>
    <message>
        <source>Sold</source>
        <translation>Продан</translation>
    </message>
    <message>
        <source>Void</source>
        <translation>Аннулирован</translation>
    </message>
    <message>
        <source>Quarantined</source>
        <translation>В карантине</translation>
    </message>
    <message>
        <source>Sold out</source>
        <translation>Нет в наличии</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Мало</translation>
    </message>
    <message>
        <source>In stock</source>
        <translation>В наличии</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>только что</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Да</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Нет</translation>
    </message>
    <message>
        <source>Nothing to compare with: one of the two periods has no figure.</source>
        <translation>Не с чем сравнивать: в одном из двух периодов нет данных.</translation>
    </message>
    <message>
        <source>no change</source>
        <translation>без изменений</translation>
    </message>
    <message>
        <source>The period before is zero, so a change in per cent cannot be computed.</source>
        <translation>Прошлый период равен нулю, поэтому изменение в процентах не вычислить.</translation>
    </message>
    <message>
        <source>vs yesterday</source>
        <translation>ко вчера</translation>
    </message>
    <message numerus="yes">
        <source>%n values</source>
        <translation><numerusform>%n значение</numerusform><numerusform>%n значения</numerusform><numerusform>%n значений</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>vs previous %n days</source>
        <translation><numerusform>к прошлому %n дню</numerusform><numerusform>к прошлым %n дням</numerusform><numerusform>к прошлым %n дням</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation><numerusform>%n мин назад</numerusform><numerusform>%n мин назад</numerusform><numerusform>%n мин назад</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation><numerusform>%n ч назад</numerusform><numerusform>%n ч назад</numerusform><numerusform>%n ч назад</numerusform></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>As of %1</source>
        <translation>По состоянию на %1</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Страница %1 из %2</translation>
    </message>
    <message>
        <source>Nothing in this range</source>
        <translation>В этом периоде ничего нет</translation>
    </message>
    <message>
        <source>The first %1 of %2 rows</source>
        <translation>Первые %1 из %2 строк</translation>
    </message>
    <message>
        <source>The picture would be too large.</source>
        <translation>Изображение получилось бы слишком большим.</translation>
    </message>
    <message>
        <source>The report could not be drawn.</source>
        <translation>Не удалось нарисовать отчёт.</translation>
    </message>
</context>
<context>
    <name>ServerAddress</name>
    <message>
        <source>Enter the address of the server.</source>
        <translation>Введите адрес сервера.</translation>
    </message>
    <message>
        <source>“%1” is not an address such as https://shop.example.</source>
        <translation>«%1» — не адрес вида https://shop.example.</translation>
    </message>
    <message>
        <source>Only http and https addresses can be used.</source>
        <translation>Можно использовать только адреса http и https.</translation>
    </message>
    <message>
        <source>The address must not contain a user name, a question mark or a “#”.</source>
        <translation>В адресе не должно быть имени пользователя, вопросительного знака и «#».</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Order placed</source>
        <translation>Заказ оформлен</translation>
    </message>
    <message>
        <source>Code reserved until</source>
        <translation>Код отложен до</translation>
    </message>
    <message>
        <source>Payment prepared</source>
        <translation>Оплата подготовлена</translation>
    </message>
    <message>
        <source>Waiting for payment</source>
        <translation>Ожидание оплаты</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Оплачен</translation>
    </message>
    <message>
        <source>Payment failed</source>
        <translation>Оплата не прошла</translation>
    </message>
    <message>
        <source>Payment expired</source>
        <translation>Срок оплаты истёк</translation>
    </message>
    <message>
        <source>Payment needs review</source>
        <translation>Оплата требует проверки</translation>
    </message>
    <message>
        <source>E-mail waiting to be sent</source>
        <translation>Письмо ждёт отправки</translation>
    </message>
    <message>
        <source>E-mail being sent</source>
        <translation>Письмо отправляется</translation>
    </message>
    <message>
        <source>E-mail sent</source>
        <translation>Письмо отправлено</translation>
    </message>
    <message>
        <source>E-mail given up</source>
        <translation>Письмо не удалось отправить</translation>
    </message>
    <message>
        <source>Refund requested</source>
        <translation>Возврат запрошен</translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation>Возвращено</translation>
    </message>
    <message>
        <source>Refund failed</source>
        <translation>Возврат не удался</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Заметка</translation>
    </message>
    <message>
        <source>Viewed a page</source>
        <translation>Просмотр страницы</translation>
    </message>
    <message>
        <source>Viewed the product</source>
        <translation>Просмотр товара</translation>
    </message>
    <message>
        <source>Chose the product</source>
        <translation>Выбор товара</translation>
    </message>
    <message>
        <source>Began the checkout</source>
        <translation>Начало оформления</translation>
    </message>
    <message>
        <source>Went to the payment page</source>
        <translation>Переход к оплате</translation>
    </message>
    <message>
        <source>Payment confirmed</source>
        <translation>Оплата подтверждена</translation>
    </message>
    <message>
        <source>Code delivered by e-mail</source>
        <translation>Код доставлен письмом</translation>
    </message>
    <message>
        <source>Code assigned</source>
        <translation>Код назначен</translation>
    </message>
    <message>
        <source>Callback of the payment provider</source>
        <translation>Уведомление платёжной системы</translation>
    </message>
    <message>
        <source>Resend requested</source>
        <translation>Запрошена повторная отправка</translation>
    </message>
    <message>
        <source>Review settled</source>
        <translation>Проверка завершена</translation>
    </message>
</context>
<context>
    <name>lonieve::app::HeadlessExport</name>
    <message>
        <source>“%1” is not a range; use today, 7d, 30d, 90d, month, quarter, year or 2010-12-01..2011-12-10.</source>
        <translation>«%1» — не период; используйте today, 7d, 30d, 90d, month, quarter, year или 2010-12-01..2011-12-10.</translation>
    </message>
    <message>
        <source>Write a dashboard to files instead of opening the window: overview, orders, codes or all.</source>
        <translation>Записать панель в файлы, не открывая окна: overview, orders, codes или all.</translation>
    </message>
    <message>
        <source>dashboard</source>
        <translation>панель</translation>
    </message>
    <message>
        <source>File with the password of the sign-in, for exports. Never given as an argument.</source>
        <translation>Файл с паролем для входа при выгрузке. Пароль никогда не передаётся аргументом.</translation>
    </message>
    <message>
        <source>file</source>
        <translation>файл</translation>
    </message>
    <message>
        <source>Range of the export: today, 7d, 30d, 90d, month, quarter, year or 2010-12-01..2011-12-10.</source>
        <translation>Период выгрузки: today, 7d, 30d, 90d, month, quarter, year или 2010-12-01..2011-12-10.</translation>
    </message>
    <message>
        <source>range</source>
        <translation>период</translation>
    </message>
    <message>
        <source>Currency of the export, for example GBP; the shop's reporting currency otherwise.</source>
        <translation>Валюта выгрузки, например GBP; иначе валюта отчётности магазина.</translation>
    </message>
    <message>
        <source>code</source>
        <translation>код</translation>
    </message>
    <message>
        <source>Format of the export: png, pdf, csv or xlsx.</source>
        <translation>Формат выгрузки: png, pdf, csv или xlsx.</translation>
    </message>
    <message>
        <source>format</source>
        <translation>формат</translation>
    </message>
    <message>
        <source>Folder for the files of the export; made when it is not there.</source>
        <translation>Папка для файлов выгрузки; создаётся, если её нет.</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>папка</translation>
    </message>
    <message>
        <source>Give up the export after so many seconds.</source>
        <translation>Прекратить выгрузку через столько секунд.</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>секунды</translation>
    </message>
    <message>
        <source>There is no dashboard “%1”; use %2 or all.</source>
        <translation>Нет панели «%1»; используйте %2 или all.</translation>
    </message>
    <message>
        <source>“%1” is not a format; use png, pdf, csv or xlsx.</source>
        <translation>«%1» — не формат; используйте png, pdf, csv или xlsx.</translation>
    </message>
    <message>
        <source>“%1” is not a currency such as GBP.</source>
        <translation>«%1» — не валюта вида GBP.</translation>
    </message>
    <message>
        <source>An export needs --email.</source>
        <translation>Для выгрузки нужен --email.</translation>
    </message>
    <message>
        <source>--timeout needs a number of seconds.</source>
        <translation>--timeout требует числа секунд.</translation>
    </message>
    <message>
        <source>An export needs --password-file.</source>
        <translation>Для выгрузки нужен --password-file.</translation>
    </message>
    <message>
        <source>The password file “%1” could not be read: %2</source>
        <translation>Не удалось прочитать файл пароля «%1»: %2</translation>
    </message>
    <message>
        <source>The password file “%1” is empty.</source>
        <translation>Файл пароля «%1» пуст.</translation>
    </message>
    <message>
        <source>“%1” is not a folder that can be written to.</source>
        <translation>В папку «%1» нельзя записывать.</translation>
    </message>
    <message>
        <source>The export took more than %1 seconds.</source>
        <translation>Выгрузка заняла больше %1 секунд.</translation>
    </message>
    <message>
        <source>Warning: this connection is not encrypted; use an https address.</source>
        <translation>Внимание: соединение не зашифровано; используйте адрес https.</translation>
    </message>
    <message>
        <source>Signing in failed: %1</source>
        <translation>Войти не удалось: %1</translation>
    </message>
    <message>
        <source>The server did not give “%1”: %2</source>
        <translation>Сервер не отдал «%1»: %2</translation>
    </message>
</context>
<context>
    <name>lonieve::app::MainWindow</name>
    <message>
        <source>You stay signed in for this run only, because the sign-in could not be kept: %1</source>
        <translation>Вход действует только до закрытия программы, потому что сохранить его не удалось: %1</translation>
    </message>
    <message>
        <source>Lonieve Gift</source>
        <translation>Lonieve Gift</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Администратор</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>Менеджер</translation>
    </message>
    <message>
        <source>Viewer</source>
        <translation>Наблюдатель</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>Панель</translation>
    </message>
    <message>
        <source>Import codes from a file</source>
        <translation>Загрузить коды из файла</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Действие</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Обновить</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Тёмная тема</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Вид</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Светлая тема</translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation>Тема системы</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>About Lonieve Gift</source>
        <translation>О программе Lonieve Gift</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>Order of %1, %2</source>
        <translation>Заказ на %1, %2</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмная</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлая</translation>
    </message>
    <message>
        <source>&lt;b&gt;Lonieve Gift %1&lt;/b&gt;&lt;br&gt;The back office of a gift-card shop.&lt;br&gt;&lt;br&gt;Free software under the GNU General Public License, version 3 or later.&lt;br&gt;Built with Qt %2.</source>
        <translation>&lt;b&gt;Lonieve Gift %1&lt;/b&gt;&lt;br&gt;Бэк-офис магазина подарочных карт.&lt;br&gt;&lt;br&gt;Свободная программа под лицензией GNU General Public License версии 3 или новее.&lt;br&gt;Собрана с Qt %2.</translation>
    </message>
    <message>
        <source>This connection is not encrypted: others on the network can read it. Use an https address.</source>
        <translation>Соединение не зашифровано: его могут прочитать другие в сети. Используйте адрес https.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>You have signed out.</source>
        <translation>Вы вышли из программы.</translation>
    </message>
    <message>
        <source>There is no connection to the server.</source>
        <translation>Нет связи с сервером.</translation>
    </message>
    <message>
        <source>The e-mail is on its way again.</source>
        <translation>Письмо отправлено ещё раз.</translation>
    </message>
    <message>
        <source>The refund is recorded.</source>
        <translation>Возврат записан.</translation>
    </message>
    <message>
        <source>The note is saved.</source>
        <translation>Заметка сохранена.</translation>
    </message>
    <message>
        <source>The order is settled.</source>
        <translation>Решение по заказу принято.</translation>
    </message>
    <message numerus="yes">
        <source>Before that, %n code(s) were imported; importing the file again takes only the rest.</source>
        <translation><numerusform>До этого загружен %n код; при повторной загрузке файла будут взяты только остальные.</numerusform><numerusform>До этого загружено %n кода; при повторной загрузке файла будут взяты только остальные.</numerusform><numerusform>До этого загружено %n кодов; при повторной загрузке файла будут взяты только остальные.</numerusform></translation>
    </message>
    <message>
        <source>The code is withdrawn.</source>
        <translation>Код изъят.</translation>
    </message>
    <message>
        <source>There is no connection to the server. What is shown may be out of date, and nothing can be changed.</source>
        <translation>Нет связи с сервером. Показанное могло устареть, изменить ничего нельзя.</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Сохранить отчёт</translation>
    </message>
</context>
<context>
    <name>lonieve::services::CodeImport</name>
    <message>
        <source>The file could not be read: %1</source>
        <translation>Не удалось прочитать файл: %1</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>Файл пуст.</translation>
    </message>
    <message>
        <source>The file has no lines after its header.</source>
        <translation>В файле нет строк после заголовка.</translation>
    </message>
</context>
<context>
    <name>lonieve::services::SecretStore</name>
    <message>
        <source>Nothing is stored.</source>
        <translation>Ничего не сохранено.</translation>
    </message>
    <message>
        <source>There is no keyring on this computer.</source>
        <translation>На этом компьютере нет связки ключей.</translation>
    </message>
    <message>
        <source>The keyring does not answer: %1</source>
        <translation>Связка ключей не отвечает: %1</translation>
    </message>
    <message>
        <source>no answer within a minute</source>
        <translation>нет ответа в течение минуты</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::CodesPage</name>
    <message numerus="yes">
        <source>in %Ln product and nominal pairs</source>
        <translation><numerusform>в %Ln паре товара и номинала</numerusform><numerusform>в %Ln парах товара и номинала</numerusform><numerusform>в %Ln парах товара и номинала</numerusform></translation>
    </message>
    <message>
        <source>held for orders that wait for payment</source>
        <translation>отложено для заказов, ожидающих оплаты</translation>
    </message>
    <message>
        <source>%1 sold in all</source>
        <translation>всего продано %1</translation>
    </message>
    <message>
        <source>nothing to order</source>
        <translation>заказывать нечего</translation>
    </message>
    <message>
        <source>%1 sold out, %2 low</source>
        <translation>%1 закончились, %2 на исходе</translation>
    </message>
    <message>
        <source>Import %1</source>
        <translation>Загрузка %1</translation>
    </message>
    <message>
        <source>Updated %1</source>
        <translation>Обновлено в %1</translation>
    </message>
    <message>
        <source>Reveal the code</source>
        <translation>Показать код</translation>
    </message>
    <message>
        <source>The whole code %1 will be shown to you for one minute. Your name, the time and the reason are written to the audit log.</source>
        <translation>Код %1 будет показан вам целиком в течение минуты. Ваше имя, время и причина записываются в журнал аудита.</translation>
    </message>
    <message>
        <source>Void the code</source>
        <translation>Аннулировать код</translation>
    </message>
    <message>
        <source>The code %1 will never be sold. This cannot be undone.</source>
        <translation>Код %1 никогда не будет продан. Отменить это нельзя.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>The code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>This window closes by itself after one minute.</source>
        <translation>Окно закроется само через минуту.</translation>
    </message>
    <message>
        <source>Not possible while offline</source>
        <translation>Невозможно без связи с сервером</translation>
    </message>
    <message>
        <source>Only administrators may do this</source>
        <translation>Это могут делать только администраторы</translation>
    </message>
    <message>
        <source>Only managers and administrators may do this</source>
        <translation>Это могут делать только менеджеры и администраторы</translation>
    </message>
    <message>
        <source>Add codes from a CSV file</source>
        <translation>Добавить коды из файла CSV</translation>
    </message>
    <message>
        <source>Select a code first</source>
        <translation>Сначала выберите код</translation>
    </message>
    <message>
        <source>Show the whole code; needs a reason</source>
        <translation>Показать код целиком; нужна причина</translation>
    </message>
    <message>
        <source>Only codes that are not sold or reserved can be voided</source>
        <translation>Аннулировать можно только коды, которые не проданы и не отложены</translation>
    </message>
    <message>
        <source>Take the code out of the stock for good</source>
        <translation>Убрать код из запаса навсегда</translation>
    </message>
    <message>
        <source>&amp;Import codes…</source>
        <translation>&amp;Загрузить коды…</translation>
    </message>
    <message>
        <source>Re&amp;veal…</source>
        <translation>&amp;Показать…</translation>
    </message>
    <message>
        <source>V&amp;oid…</source>
        <translation>&amp;Аннулировать…</translation>
    </message>
    <message>
        <source>Refresh (%1)</source>
        <translation>Обновить (%1)</translation>
    </message>
    <message>
        <source>Codes and imports</source>
        <translation>Коды и загрузки</translation>
    </message>
    <message>
        <source>Codes</source>
        <translation>Коды</translation>
    </message>
    <message>
        <source>Codes: %1</source>
        <translation>Коды: %1</translation>
    </message>
    <message>
        <source>Imports</source>
        <translation>Загрузки</translation>
    </message>
    <message>
        <source>No stock yet</source>
        <translation>Запаса пока нет</translation>
    </message>
    <message>
        <source>Import a CSV file of codes to begin selling.</source>
        <translation>Загрузите файл CSV с кодами, чтобы начать продажи.</translation>
    </message>
    <message>
        <source>No imports yet</source>
        <translation>Загрузок пока нет</translation>
    </message>
    <message>
        <source>No codes here</source>
        <translation>Кодов здесь нет</translation>
    </message>
    <message>
        <source>Choose another row above.</source>
        <translation>Выберите другую строку выше.</translation>
    </message>
    <message>
        <source>Saved data as of %1</source>
        <translation>Сохранённые данные на %1</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Палитра команд</translation>
    </message>
    <message>
        <source>Type a dashboard, an order, an e-mail address or an action</source>
        <translation>Введите панель, заказ, эл. почту или действие</translation>
    </message>
    <message>
        <source>Search or jump to</source>
        <translation>Найти или перейти</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Результаты</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Ничего не найдено</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::DashboardPage</name>
    <message>
        <source>Updated %1</source>
        <translation>Обновлено в %1</translation>
    </message>
    <message>
        <source>Saved data as of %1</source>
        <translation>Сохранённые данные на %1</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::ImportDialog</name>
    <message>
        <source>Code is known already</source>
        <translation>Код уже есть</translation>
    </message>
    <message>
        <source>Code is twice in the file</source>
        <translation>Код повторяется в файле</translation>
    </message>
    <message>
        <source>Product is unknown</source>
        <translation>Товар неизвестен</translation>
    </message>
    <message>
        <source>Product has no such nominal</source>
        <translation>У товара нет такого номинала</translation>
    </message>
    <message>
        <source>Line cannot be read</source>
        <translation>Строка не читается</translation>
    </message>
    <message>
        <source>Code has expired</source>
        <translation>Срок кода истёк</translation>
    </message>
    <message>
        <source>Choose a CSV file of codes</source>
        <translation>Выберите файл CSV с кодами</translation>
    </message>
    <message>
        <source>CSV files (*.csv *.txt);;All files (*)</source>
        <translation>Файлы CSV (*.csv *.txt);;Все файлы (*)</translation>
    </message>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>Не удалось прочитать файл: %1</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Строка</translation>
    </message>
    <message>
        <source>%1 (ignored)</source>
        <translation>%1 (пропускается)</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>Looks right</source>
        <translation>Всё в порядке</translation>
    </message>
    <message numerus="yes">
        <source>the first %Ln lines</source>
        <translation><numerusform>первая %Ln строка</numerusform><numerusform>первые %Ln строки</numerusform><numerusform>первые %Ln строк</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln lines</source>
        <translation><numerusform>%Ln строка</numerusform><numerusform>%Ln строки</numerusform><numerusform>%Ln строк</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln to look at</source>
        <translation><numerusform>%Ln требует внимания</numerusform><numerusform>%Ln требуют внимания</numerusform><numerusform>%Ln требуют внимания</numerusform></translation>
    </message>
    <message>
        <source>The header lacks: %1. Add the columns and choose the file again.</source>
        <translation>В заголовке не хватает: %1. Добавьте столбцы и выберите файл снова.</translation>
    </message>
    <message>
        <source>The file has a header but no codes.</source>
        <translation>В файле есть заголовок, но нет кодов.</translation>
    </message>
    <message>
        <source>Trying</source>
        <translation>Проверка</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>Загрузка</translation>
    </message>
    <message>
        <source>Stopping after the part that is being sent</source>
        <translation>Остановка после части, которая отправляется</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 из %2 строк</translation>
    </message>
    <message numerus="yes">
        <source>%Ln codes would be imported</source>
        <translation><numerusform>Был бы загружен %Ln код</numerusform><numerusform>Было бы загружено %Ln кода</numerusform><numerusform>Было бы загружено %Ln кодов</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Nothing has been changed yet. %Ln lines would not be taken.</source>
        <translation><numerusform>Пока ничего не изменено. %Ln строка не была бы принята.</numerusform><numerusform>Пока ничего не изменено. %Ln строки не были бы приняты.</numerusform><numerusform>Пока ничего не изменено. %Ln строк не было бы принято.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Stopped: %Ln codes were imported before</source>
        <translation><numerusform>Остановлено: до этого загружен %Ln код</numerusform><numerusform>Остановлено: до этого загружено %Ln кода</numerusform><numerusform>Остановлено: до этого загружено %Ln кодов</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln codes imported</source>
        <translation><numerusform>Загружен %Ln код</numerusform><numerusform>Загружено %Ln кода</numerusform><numerusform>Загружено %Ln кодов</numerusform></translation>
    </message>
    <message>
        <source>Every line was taken.</source>
        <translation>Приняты все строки.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln lines were not taken:</source>
        <translation><numerusform>Не принята %Ln строка:</numerusform><numerusform>Не приняты %Ln строки:</numerusform><numerusform>Не принято %Ln строк:</numerusform></translation>
    </message>
    <message>
        <source>Import the same file again to go on; known codes are left out.</source>
        <translation>Чтобы продолжить, загрузите тот же файл ещё раз: известные коды пропускаются.</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Почему</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Подробности</translation>
    </message>
    <message>
        <source>The server checks every line and changes nothing</source>
        <translation>Сервер проверит каждую строку и ничего не изменит</translation>
    </message>
    <message>
        <source>Import codes</source>
        <translation>Загрузка кодов</translation>
    </message>
    <message>
        <source>A CSV file with one code in each line. Nothing is sent before you say so.</source>
        <translation>Файл CSV, по одному коду в строке. Ничего не отправится без вашей команды.</translation>
    </message>
    <message>
        <source>The beginning of the file as it would be read. Codes are masked here.</source>
        <translation>Начало файла, как оно будет прочитано. Коды здесь скрыты.</translation>
    </message>
    <message>
        <source>You can go on working; the window has to stay open.</source>
        <translation>Можно продолжать работу, но окно должно оставаться открытым.</translation>
    </message>
    <message>
        <source>What the server made of the file.</source>
        <translation>Что сервер сделал с файлом.</translation>
    </message>
    <message>
        <source>Drop a CSV file here</source>
        <translation>Перетащите сюда файл CSV</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Выбрать файл…</translation>
    </message>
    <message>
        <source>Columns: %1. Required: %2.</source>
        <translation>Столбцы: %1. Обязательные: %2.</translation>
    </message>
    <message>
        <source>First lines of the file</source>
        <translation>Первые строки файла</translation>
    </message>
    <message>
        <source>Lines that were not taken</source>
        <translation>Непринятые строки</translation>
    </message>
    <message>
        <source>&amp;Other file…</source>
        <translation>&amp;Другой файл…</translation>
    </message>
    <message>
        <source>&amp;Save report…</source>
        <translation>&amp;Сохранить отчёт…</translation>
    </message>
    <message>
        <source>&amp;Try without importing</source>
        <translation>&amp;Проверить без загрузки</translation>
    </message>
    <message>
        <source>&amp;Import codes</source>
        <translation>&amp;Загрузить коды</translation>
    </message>
    <message>
        <source>&amp;Cancel import</source>
        <translation>&amp;Остановить загрузку</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Закрыть</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Отмена</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::KpiPanel</name>
    <message>
        <source>Cannot be computed for this period. %1</source>
        <translation>Для этого периода не вычислить. %1</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::LinePanel</name>
    <message>
        <source>Period before</source>
        <translation>Прошлый период</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::LinePlot</name>
    <message>
        <source>Still running</source>
        <translation>Ещё идёт</translation>
    </message>
    <message>
        <source>%1, still running</source>
        <translation>%1, ещё идёт</translation>
    </message>
    <message>
        <source>Use the arrow keys to read single values.</source>
        <translation>Стрелки показывают отдельные значения.</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::OrderDetails</name>
    <message>
        <source>Order details</source>
        <translation>Сведения о заказе</translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation>Заказ %1</translation>
    </message>
    <message>
        <source>Copy the order id</source>
        <translation>Скопировать номер заказа</translation>
    </message>
    <message>
        <source>Close the details (Esc)</source>
        <translation>Закрыть сведения (Esc)</translation>
    </message>
    <message>
        <source>&amp;Resend e-mail</source>
        <translation>&amp;Отправить письмо снова</translation>
    </message>
    <message>
        <source>Re&amp;fund…</source>
        <translation>&amp;Возврат…</translation>
    </message>
    <message>
        <source>&amp;Settle…</source>
        <translation>&amp;Решить…</translation>
    </message>
    <message>
        <source>Add &amp;note</source>
        <translation>Добавить &amp;заметку</translation>
    </message>
    <message>
        <source>Write a note for your colleagues</source>
        <translation>Напишите заметку для коллег</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Заметка</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Not possible while offline</source>
        <translation>Невозможно без связи с сервером</translation>
    </message>
    <message>
        <source>Only administrators may do this</source>
        <translation>Это могут делать только администраторы</translation>
    </message>
    <message>
        <source>Only managers and administrators may do this</source>
        <translation>Это могут делать только менеджеры и администраторы</translation>
    </message>
    <message>
        <source>Another action on this order is still running</source>
        <translation>Другое действие с этим заказом ещё выполняется</translation>
    </message>
    <message>
        <source>Imported orders have no codes to send</source>
        <translation>У загруженных заказов нет кодов для отправки</translation>
    </message>
    <message>
        <source>Only paid orders have codes to send</source>
        <translation>Коды для отправки есть только у оплаченных заказов</translation>
    </message>
    <message>
        <source>Send the codes of this order to the customer again</source>
        <translation>Отправить покупателю коды этого заказа ещё раз</translation>
    </message>
    <message>
        <source>Only paid orders can be refunded</source>
        <translation>Вернуть деньги можно только за оплаченный заказ</translation>
    </message>
    <message>
        <source>Everything that was paid is refunded already</source>
        <translation>Всё оплаченное уже возвращено</translation>
    </message>
    <message>
        <source>Give back all or part of what was paid</source>
        <translation>Вернуть всё или часть оплаченного</translation>
    </message>
    <message>
        <source>Decide what becomes of this order</source>
        <translation>Решить, что делать с этим заказом</translation>
    </message>
    <message>
        <source>Write something first</source>
        <translation>Сначала напишите что-нибудь</translation>
    </message>
    <message>
        <source>Why it needs review: %1</source>
        <translation>Почему нужна проверка: %1</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Покупатель</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Gift for</source>
        <translation>Подарок для</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Создан</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Оплачено</translation>
    </message>
    <message>
        <source>Refunded</source>
        <translation>Возвращено</translation>
    </message>
    <message>
        <source>True profit</source>
        <translation>Чистая прибыль</translation>
    </message>
    <message>
        <source>Came from</source>
        <translation>Откуда</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Страна</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Номер</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Оплата</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Bill</source>
        <translation>Счёт</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>Способ</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Получено</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Зачислено</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Действует до</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Последняя ошибка</translation>
    </message>
    <message numerus="yes">
        <source>Items (%n)</source>
        <translation><numerusform>Позиции (%n)</numerusform><numerusform>Позиции (%n)</numerusform><numerusform>Позиции (%n)</numerusform></translation>
    </message>
    <message>
        <source>Only the last four characters; the rest is sealed</source>
        <translation>Только последние четыре символа, остальное зашифровано</translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation>Возвраты</translation>
    </message>
    <message>
        <source>E-mails</source>
        <translation>Письма</translation>
    </message>
    <message numerus="yes">
        <source>%n attempts</source>
        <translation><numerusform>%n попытка</numerusform><numerusform>%n попытки</numerusform><numerusform>%n попыток</numerusform></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Заметки</translation>
    </message>
    <message>
        <source>Time line</source>
        <translation>Лента времени</translation>
    </message>
    <message>
        <source>Resend e-mail</source>
        <translation>Отправить письмо снова</translation>
    </message>
    <message>
        <source>The codes of this order are sent to %1 again. Earlier messages stay valid.</source>
        <translation>Коды этого заказа будут снова отправлены на %1. Прежние письма остаются в силе.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Причина</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Возврат</translation>
    </message>
    <message>
        <source>At most %1 can be given back. The codes of a full refund are withdrawn.</source>
        <translation>Вернуть можно не больше %1. При полном возврате коды изымаются.</translation>
    </message>
    <message>
        <source>&amp;Everything that is left</source>
        <translation>&amp;Всё, что осталось</translation>
    </message>
    <message>
        <source>&amp;Part of it</source>
        <translation>&amp;Часть</translation>
    </message>
    <message>
        <source>Everything that is left</source>
        <translation>Всё, что осталось</translation>
    </message>
    <message>
        <source>Part of it</source>
        <translation>Часть</translation>
    </message>
    <message>
        <source>Amount in %1</source>
        <translation>Сумма, %1</translation>
    </message>
    <message>
        <source>Enter an amount between 0 and %1.</source>
        <translation>Введите сумму от 0 до %1.</translation>
    </message>
    <message>
        <source>Settle the review</source>
        <translation>Решение по проверке</translation>
    </message>
    <message>
        <source>Decide what becomes of this order.</source>
        <translation>Решите, что делать с этим заказом.</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>Решить</translation>
    </message>
    <message>
        <source>Accept the payment and send the &amp;codes</source>
        <translation>Принять оплату и отправить &amp;коды</translation>
    </message>
    <message>
        <source>Give the &amp;money back</source>
        <translation>Вернуть &amp;деньги</translation>
    </message>
    <message>
        <source>C&amp;ancel without a refund</source>
        <translation>&amp;Отменить без возврата</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::OrdersPage</name>
    <message>
        <source>All currencies</source>
        <translation>Все валюты</translation>
    </message>
    <message>
        <source>Enter an amount such as 75.50</source>
        <translation>Введите сумму, например 75.50</translation>
    </message>
    <message numerus="yes">
        <source>%Ln orders</source>
        <translation><numerusform>%Ln заказ</numerusform><numerusform>%Ln заказа</numerusform><numerusform>%Ln заказов</numerusform></translation>
    </message>
    <message>
        <source>Updated %1</source>
        <translation>Обновлено в %1</translation>
    </message>
    <message>
        <source>E-mail, order, bill or reference</source>
        <translation>Почта, заказ, счёт или номер</translation>
    </message>
    <message>
        <source>Search orders</source>
        <translation>Поиск заказов</translation>
    </message>
    <message>
        <source>Part of an e-mail address is enough</source>
        <translation>Достаточно части адреса</translation>
    </message>
    <message>
        <source>Min</source>
        <translation>От</translation>
    </message>
    <message>
        <source>Least amount</source>
        <translation>Наименьшая сумма</translation>
    </message>
    <message>
        <source>Max</source>
        <translation>До</translation>
    </message>
    <message>
        <source>Largest amount</source>
        <translation>Наибольшая сумма</translation>
    </message>
    <message>
        <source>&amp;Clear filters</source>
        <translation>&amp;Сбросить фильтры</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Сбросить фильтры</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Статус</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>Любой статус</translation>
    </message>
    <message>
        <source>No orders here</source>
        <translation>Заказов здесь нет</translation>
    </message>
    <message>
        <source>Choose a longer range or clear the filters.</source>
        <translation>Выберите период подлиннее или сбросьте фильтры.</translation>
    </message>
    <message>
        <source>Saved data as of %1</source>
        <translation>Сохранённые данные на %1</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::Panel</name>
    <message>
        <source>Save as PNG</source>
        <translation>Сохранить как PNG</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>Сохранить как PDF</translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>Сохранить как CSV</translation>
    </message>
    <message>
        <source>Save as XLSX</source>
        <translation>Сохранить как XLSX</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>Скопировать как текст</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Печать…</translation>
    </message>
    <message>
        <source>As of %1</source>
        <translation>На %1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>What “%1” means</source>
        <translation>Что значит «%1»</translation>
    </message>
    <message>
        <source>Export “%1”</source>
        <translation>Сохранить «%1»</translation>
    </message>
    <message>
        <source>Nothing in this range</source>
        <translation>В этом периоде ничего нет</translation>
    </message>
    <message>
        <source>Choose a longer range or another currency.</source>
        <translation>Выберите период подлиннее или другую валюту.</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::RangePicker</name>
    <message>
        <source>Today</source>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Последние 7 дней</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Последние 30 дней</translation>
    </message>
    <message>
        <source>Last 90 days</source>
        <translation>Последние 90 дней</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Этот месяц</translation>
    </message>
    <message>
        <source>This quarter</source>
        <translation>Этот квартал</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>Этот год</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>Свой период</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>За всё время</translation>
    </message>
    <message>
        <source>Custom dates…</source>
        <translation>Свои даты…</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Сравнить</translation>
    </message>
    <message>
        <source>Compare with the period before</source>
        <translation>Сравнить с прошлым периодом</translation>
    </message>
    <message>
        <source>Refresh (%1)</source>
        <translation>Обновить (%1)</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>Валюта</translation>
    </message>
    <message>
        <source>Only orders in this currency</source>
        <translation>Только заказы в этой валюте</translation>
    </message>
    <message>
        <source>Range: %1</source>
        <translation>Период: %1</translation>
    </message>
    <message>
        <source>Custom dates</source>
        <translation>Свои даты</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Первый день</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Последний день</translation>
    </message>
    <message>
        <source>&amp;First day</source>
        <translation>&amp;Первый день</translation>
    </message>
    <message>
        <source>&amp;Last day</source>
        <translation>&amp;Последний день</translation>
    </message>
    <message>
        <source>Both days are included, in the time zone %1.</source>
        <translation>Оба дня включены, часовой пояс %1.</translation>
    </message>
    <message>
        <source>Show these dates</source>
        <translation>Показать эти даты</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::ReasonDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Kept in the audit log</source>
        <translation>Сохраняется в журнале аудита</translation>
    </message>
    <message>
        <source>Correct the marked field first.</source>
        <translation>Сначала исправьте отмеченное поле.</translation>
    </message>
    <message>
        <source>Give a reason first.</source>
        <translation>Сначала укажите причину.</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::Sidebar</name>
    <message>
        <source>Dashboards</source>
        <translation>Панели</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Поиск</translation>
    </message>
    <message>
        <source>Search or jump to</source>
        <translation>Найти или перейти</translation>
    </message>
    <message>
        <source>Account: %1, %2</source>
        <translation>Учётная запись: %1, %2</translation>
    </message>
    <message>
        <source>Account and settings</source>
        <translation>Учётная запись и настройки</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::SignInPage</name>
    <message>
        <source>Sign in to Lonieve Gift</source>
        <translation>Вход в Lonieve Gift</translation>
    </message>
    <message>
        <source>Use the account that your administrator made for you.</source>
        <translation>Используйте учётную запись, созданную администратором.</translation>
    </message>
    <message>
        <source>Se&amp;rver</source>
        <translation>&amp;Сервер</translation>
    </message>
    <message>
        <source>&amp;E-mail</source>
        <translation>&amp;Эл. почта</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>&amp;Пароль</translation>
    </message>
    <message>
        <source>&amp;Stay signed in on this computer</source>
        <translation>&amp;Оставаться в системе на этом компьютере</translation>
    </message>
    <message>
        <source>Stay signed in on this computer</source>
        <translation>Оставаться в системе на этом компьютере</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Вход…</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Войти</translation>
    </message>
    <message>
        <source>&amp;Look at saved data without the server</source>
        <translation>&amp;Смотреть сохранённые данные без сервера</translation>
    </message>
    <message>
        <source>Look at saved data without the server</source>
        <translation>Смотреть сохранённые данные без сервера</translation>
    </message>
    <message>
        <source>E-mail or password is not right.</source>
        <translation>Неверная эл. почта или пароль.</translation>
    </message>
    <message>
        <source>Enter the address of the server, for example https://gift.example.com.</source>
        <translation>Введите адрес сервера, например https://gift.example.com.</translation>
    </message>
    <message>
        <source>Enter your e-mail address.</source>
        <translation>Введите эл. почту.</translation>
    </message>
    <message>
        <source>Enter your password.</source>
        <translation>Введите пароль.</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::TablePanel</name>
    <message>
        <source>No rows</source>
        <translation>Строк нет</translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::ToastArea</name>
    <message>
        <source>Close this message</source>
        <translation>Закрыть сообщение</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>The back office of Lonieve Gift. Without --export it opens the window.</source>
        <translation>Бэк-офис Lonieve Gift. Без --export открывает окно.</translation>
    </message>
    <message>
        <source>Address of the server, for example https://shop.example.</source>
        <translation>Адрес сервера, например https://shop.example.</translation>
    </message>
    <message>
        <source>url</source>
        <translation>адрес</translation>
    </message>
    <message>
        <source>E-mail of the sign-in.</source>
        <translation>Эл. почта для входа.</translation>
    </message>
    <message>
        <source>e-mail</source>
        <translation>почта</translation>
    </message>
    <message>
        <source>Language: en or ru.</source>
        <translation>Язык: en или ru.</translation>
    </message>
    <message>
        <source>language</source>
        <translation>язык</translation>
    </message>
    <message>
        <source>Theme: system, dark or light.</source>
        <translation>Тема: system, dark или light.</translation>
    </message>
    <message>
        <source>theme</source>
        <translation>тема</translation>
    </message>
    <message>
        <source>Keep the settings in this file.</source>
        <translation>Хранить настройки в этом файле.</translation>
    </message>
    <message>
        <source>file</source>
        <translation>файл</translation>
    </message>
    <message>
        <source>Unknown argument “%1”; see --help.</source>
        <translation>Неизвестный аргумент «%1»; см. --help.</translation>
    </message>
    <message>
        <source>Use --language en or --language ru.</source>
        <translation>Используйте --language en или --language ru.</translation>
    </message>
    <message>
        <source>Use --theme system, dark or light.</source>
        <translation>Используйте --theme system, dark или light.</translation>
    </message>
</context>
</TS>
