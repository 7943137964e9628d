<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>custos::ui::Audit</name>
    <message numerus="yes">
        <source>%Ln entries shown are in it.</source>
        <translation>
            <numerusform>%Ln entry shown is in it.</numerusform>
            <numerusform>%Ln entries shown are in it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::AuditPage</name>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::EntryPanel</name>
    <message numerus="yes">
        <source>%n bytes that this version of Custos can’t read as an entry of this practice</source>
        <translation>
            <numerusform>%n byte that this version of Custos can’t read as an entry of this practice</numerusform>
            <numerusform>%n bytes that this version of Custos can’t read as an entry of this practice</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n patients as one list</source>
        <translation>
            <numerusform>%n patient as one list</numerusform>
            <numerusform>%n patients as one list</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n steps</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::FilterPanel</name>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::InvitationScreen</name>
    <message numerus="yes">
        <source>At least %n characters; a few words of your own are best.</source>
        <translation>
            <numerusform>At least %n character; a few words of your own are best.</numerusform>
            <numerusform>At least %n characters; a few words of your own are best.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::LockScreen</name>
    <message numerus="yes">
        <source>%n parked bookings are kept</source>
        <translation>
            <numerusform>%n parked booking is kept</numerusform>
            <numerusform>%n parked bookings are kept</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n parked bookings are kept until you unlock. Leaving now drops them.</source>
        <translation>
            <numerusform>%n parked booking is kept until you unlock. Leaving now drops it.</numerusform>
            <numerusform>%n parked bookings are kept until you unlock. Leaving now drops them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n attempts left. After that this account is locked for 15 min.</source>
        <translation>
            <numerusform>%n attempt left. After that this account is locked for 15 min.</numerusform>
            <numerusform>%n attempts left. After that this account is locked for 15 min.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::PatientFinder</name>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::ProofPath</name>
    <message numerus="yes">
        <source>From this entry’s hash, %n hashes beside the way lead to the signed tree head.</source>
        <translation>
            <numerusform>From this entry’s hash, %n hash beside the way leads to the signed tree head.</numerusform>
            <numerusform>From this entry’s hash, %n hashes beside the way lead to the signed tree head.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more levels</source>
        <translation>
            <numerusform>%n more level</numerusform>
            <numerusform>%n more levels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::ProviderPicker</name>
    <message numerus="yes">
        <source>%n visits, %1 waiting</source>
        <translation>
            <numerusform>%n visit, %1 waiting</numerusform>
            <numerusform>%n visits, %1 waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::ScheduleWords</name>
    <message numerus="yes">
        <source>%n conflicts at %1 with %2</source>
        <translation>
            <numerusform>%n conflict at %1 with %2</numerusform>
            <numerusform>%n conflicts at %1 with %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open slots</source>
        <translation>
            <numerusform>%n open slot</numerusform>
            <numerusform>%n open slots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Overbooked with %n</source>
        <translation>
            <numerusform>Overbooked with %n</numerusform>
            <numerusform>Overbooked with %n</numerusform>
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
<context>
    <name>custos::ui::StrengthBar</name>
    <message numerus="yes">
        <source>Too short. At least %n characters.</source>
        <translation>
            <numerusform>Too short. At least %n character.</numerusform>
            <numerusform>Too short. At least %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>custos::ui::Workspace</name>
    <message numerus="yes">
        <source>%n bookings are not booked yet. Signing out drops them.</source>
        <translation>
            <numerusform>%n booking is not booked yet. Signing out drops it.</numerusform>
            <numerusform>%n bookings are not booked yet. Signing out drops them.</numerusform>
        </translation>
    </message>
</context>
</TS>
