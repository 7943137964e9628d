<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>custos::ui::InvitationScreen</name>
    <message numerus="yes">
        <source>At least %n characters; a few words of your own are best.</source>
        <translation>
            <numerusform>At least %n character; a few words of your own are best.</numerusform>
            <numerusform>At least %n characters; a few words of your own are best.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At least %n characters.</source>
        <translation>
            <numerusform>At least %n character.</numerusform>
            <numerusform>At least %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::LockScreen</name>
    <message numerus="yes">
        <source>%n attempts left. After that this account is locked for 15 min.</source>
        <translation>
            <numerusform>%n attempt left. After that this account is locked for 15 min.</numerusform>
            <numerusform>%n attempts left. After that this account is locked for 15 min.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::SignInScreen</name>
    <message numerus="yes">
        <source>%n attempts left. After that this account is locked for 15 min.</source>
        <translation>
            <numerusform>%n attempt left. After that this account is locked for 15 min.</numerusform>
            <numerusform>%n attempts left. After that this account is locked for 15 min.</numerusform>
        </translation>
    </message>
</context>
</TS>
