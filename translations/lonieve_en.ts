<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Format</name>
    <message numerus="yes">
        <source>%n values</source>
        <translation><numerusform>%n value</numerusform><numerusform>%n values</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>vs previous %n days</source>
        <translation><numerusform>vs previous day</numerusform><numerusform>vs previous %n days</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation><numerusform>%n min ago</numerusform><numerusform>%n min ago</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation><numerusform>%n h ago</numerusform><numerusform>%n h ago</numerusform></translation>
    </message>
</context>
<context>
    <name>lonieve::app::MainWindow</name>
    <message numerus="yes">
        <source>Before that, %n code(s) were imported; importing the file again takes only the rest.</source>
        <translation><numerusform>Before that, %n code was imported; importing the file again takes only the rest.</numerusform><numerusform>Before that, %n codes were imported; importing the file again takes only the rest.</numerusform></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::CodesPage</name>
    <message numerus="yes">
        <source>in %Ln product and nominal pairs</source>
        <translation><numerusform>in %Ln product and nominal pair</numerusform><numerusform>in %Ln product and nominal pairs</numerusform></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::ImportDialog</name>
    <message numerus="yes">
        <source>the first %Ln lines</source>
        <translation><numerusform>the first line</numerusform><numerusform>the first %Ln lines</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln lines</source>
        <translation><numerusform>%Ln line</numerusform><numerusform>%Ln lines</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln to look at</source>
        <translation><numerusform>%Ln to look at</numerusform><numerusform>%Ln to look at</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln codes would be imported</source>
        <translation><numerusform>%Ln code would be imported</numerusform><numerusform>%Ln codes would be imported</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Nothing has been changed yet. %Ln lines would not be taken.</source>
        <translation><numerusform>Nothing has been changed yet. %Ln line would not be taken.</numerusform><numerusform>Nothing has been changed yet. %Ln lines would not be taken.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Stopped: %Ln codes were imported before</source>
        <translation><numerusform>Stopped: %Ln code was imported before</numerusform><numerusform>Stopped: %Ln codes were imported before</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln codes imported</source>
        <translation><numerusform>%Ln code imported</numerusform><numerusform>%Ln codes imported</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln lines were not taken:</source>
        <translation><numerusform>%Ln line was not taken:</numerusform><numerusform>%Ln lines were not taken:</numerusform></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::OrderDetails</name>
    <message numerus="yes">
        <source>Items (%n)</source>
        <translation><numerusform>Items (%n)</numerusform><numerusform>Items (%n)</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n attempts</source>
        <translation><numerusform>%n attempt</numerusform><numerusform>%n attempts</numerusform></translation>
    </message>
</context>
<context>
    <name>lonieve::widgets::OrdersPage</name>
    <message numerus="yes">
        <source>%Ln orders</source>
        <translation><numerusform>%Ln order</numerusform><numerusform>%Ln orders</numerusform></translation>
    </message>
</context>
</TS>
