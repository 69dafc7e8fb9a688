import QtQuick
import Jieyue

/* Whom to phone, and when somebody is there: in one quiet line, or plainly where it is the way to somebody now. */
Column {
    id: phone

    property bool timed: true // the opening hours stand nowhere else
    property int most: 99 // lines of each
    readonly property string hours: Kiosk.chrome.hours.split("\n").join("  ·  ")

    spacing: Theme.px(4)

    Prose {
        objectName: Kiosk.help.phones ? "help-phone" : "help-urgent"
        width: parent.width
        visible: text !== ""
        text: Kiosk.help.phones ? Words.say["hotline"] : [Words.say["urgent"], phone.hours].filter(said => said !== "").join("  ·  ")
        color: Kiosk.help.phones ? Theme.ink : Theme.soft
        font.pixelSize: Kiosk.help.phones ? Theme.body : Theme.small
        font.bold: Kiosk.help.phones
        maximumLineCount: phone.most
        elide: Text.ElideRight
    }

    Prose {
        objectName: "help-hours"
        width: parent.width
        visible: Kiosk.help.phones && phone.timed && text !== ""
        text: phone.hours
        color: Theme.soft
        font.pixelSize: Theme.small
        maximumLineCount: phone.most
        elide: Text.ElideRight
    }
}
