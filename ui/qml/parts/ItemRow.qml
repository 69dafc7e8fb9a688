import QtQuick
import Jieyue

/* One item: what it is, what became of it, and what to do. */
Rectangle {
    id: row

    required property int index
    required property string key
    required property string item
    required property string title
    required property string author
    required property string initial
    required property int spine
    required property string outcome
    required property string sentence
    required property var why
    required property string tone
    required property bool renewable

    readonly property bool pointed: Kiosk.help.pointRow === key

    objectName: "row-" + item
    implicitHeight: Math.max(cover.height, words.height) + 2 * Theme.px(20)
    radius: Theme.radius
    color: Theme.card
    border.width: Theme.px(2)
    border.color: outcome === "" || outcome === "done" ? Theme.line : Theme.outcome(outcome)
    Accessible.role: Accessible.ListItem
    Accessible.name: title + ". " + sentence

    PointFrame {
        visible: row.pointed
        inside: true
    }

    Spine {
        id: cover

        x: Theme.px(20)
        y: Theme.px(20)
        initial: row.initial
        cloth: row.spine
    }

    Column {
        id: words

        x: cover.x + cover.width + Theme.gap
        y: Math.max(Theme.px(20), (row.height - height) / 2)
        width: row.width - x - Theme.px(20) - (row.renewable && row.outcome === "" ? renew.width + Theme.gap : mark.visible ? mark.width + Theme.gap + Theme.px(8) : 0)
        spacing: Theme.px(2)

        Prose {
            objectName: "title"
            width: parent.width
            text: row.title
            font.bold: true
            maximumLineCount: 2
            elide: Text.ElideRight
        }

        Prose {
            width: parent.width
            visible: text !== ""
            text: row.author
            color: Theme.soft
            font.pixelSize: Theme.small
            maximumLineCount: 1
            elide: Text.ElideRight
        }

        Prose {
            objectName: "sentence"
            topPadding: Theme.px(6)
            width: parent.width
            text: row.sentence
            color: row.tone === "soft" ? Theme.soft : row.outcome === "not-possible" && row.renewable ? Theme.ink : Theme.outcome(row.outcome)
            font.bold: row.outcome !== "" || row.tone === "strong"
        }

        Reasons {
            topPadding: Theme.px(4)
            width: parent.width
            visible: row.why.length > 0
            list: row.why
        }
    }

    OutcomeMark {
        id: mark

        anchors.right: parent.right
        anchors.rightMargin: Theme.px(28)
        y: Math.min((row.height - height) / 2, Theme.px(46))
        visible: row.outcome !== ""
        outcome: row.outcome
    }

    PressButton {
        id: renew

        objectName: "renew-" + row.item
        visible: row.renewable && row.outcome === ""
        anchors.right: parent.right
        anchors.rightMargin: Theme.px(20)
        anchors.verticalCenter: parent.verticalCenter
        width: Math.max(Theme.px(150), implicitWidth)
        text: Words.say["account-renew"]
        onClicked: Kiosk.touch.renew(row.item)
    }
}
