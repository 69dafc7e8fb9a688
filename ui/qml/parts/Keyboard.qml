pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* A sheet over the page on which something is written, in Latin letters or by pinyin. */
Rectangle {
    id: sheet

    property string prompt
    property string before // what was written already
    property Component below // shown under a paper of one line, and follows what is written
    property int limit: 500
    property string about: "words" // contact, number: what is written, which says the keys it begins with
    property string doneText: Words.say["keyboard-done"]
    property string cancelText: Words.say["keyboard-cancel"]
    readonly property real keyGap: Theme.px(Theme.wide ? 12 : 8)
    readonly property real keyWidth: Math.floor((keys.width - 9 * keyGap) / 10)
    readonly property real keyHeight: Theme.px(118)
    readonly property real paperWidth: Theme.wide ? Theme.px(560) : width - 2 * Theme.margin

    signal written(string text)
    signal cancelled(string text)

    color: Theme.paper
    Accessible.role: Accessible.Dialog
    Accessible.name: prompt
    Component.onCompleted: {
        Kiosk.writing.begin(limit, about, Kiosk.chrome.language.startsWith("zh"));
        Kiosk.writing.goOn(before);
    }

    MouseArea {
        anchors.fill: parent // nothing below is pressed
    }

    Prose {
        id: title

        objectName: "keyboard-prompt"
        x: Theme.margin
        y: Theme.gutter
        width: sheet.paperWidth
        text: sheet.prompt
        font.pixelSize: Theme.wide ? Theme.lead : Theme.title
        font.bold: true
    }

    Rectangle {
        id: sheetOfPaper

        anchors.top: title.bottom
        anchors.topMargin: Theme.gap
        height: sheet.below ? Theme.px(112) : (Theme.wide ? last.y : bar.y) - y - Theme.gap
        x: Theme.margin
        width: sheet.paperWidth
        radius: Theme.radius
        color: Theme.card
        border.width: Theme.px(3)
        border.color: Theme.brand

        Flickable {
            id: paper

            anchors.fill: parent
            anchors.margins: Theme.gap
            clip: true
            contentHeight: shown.height
            contentY: Math.max(0, shown.height - height) // what is written last is seen

            Prose {
                id: shown

                objectName: "keyboard-text"
                width: paper.width
                text: Kiosk.writing.text + "▏"
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                font.pixelSize: Theme.px(44)
            }
        }

        Prose {
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: Theme.px(14)
            visible: Kiosk.writing.left <= 50
            text: Kiosk.writing.left
            wrapMode: Text.NoWrap
            font.pixelSize: Theme.small
            color: Theme.soft
        }
    }

    Flickable {
        id: under

        anchors.top: sheetOfPaper.bottom
        anchors.bottom: Theme.wide ? last.top : bar.top
        anchors.margins: Theme.gap
        x: Theme.margin
        width: sheet.paperWidth
        visible: sheet.below !== null
        contentHeight: content.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Loader {
            id: content

            width: under.width - Theme.px(20)
            sourceComponent: sheet.below
        }
    }

    ScrollMark {
        list: under
    }

    Item {
        id: bar

        anchors.bottom: keys.top
        anchors.bottomMargin: Theme.px(8)
        anchors.horizontalCenter: keys.horizontalCenter
        width: keys.width
        height: Kiosk.writing.chinese ? Theme.touch : 0
        visible: height > 0

        Prose {
            id: reading

            objectName: "keyboard-letters"
            anchors.verticalCenter: parent.verticalCenter
            leftPadding: Theme.px(20)
            text: Kiosk.writing.letters
            wrapMode: Text.NoWrap
            color: Theme.soft
            font.pixelSize: Theme.small
        }

        ListView {
            objectName: "candidates"
            anchors.left: reading.right
            anchors.right: parent.right
            height: parent.height
            orientation: ListView.Horizontal
            clip: true
            spacing: Theme.px(4)
            model: Kiosk.writing.candidates

            delegate: PressButton {
                required property string modelData
                required property int index

                objectName: "candidate-" + index
                width: Math.max(Theme.touch, implicitWidth - Theme.px(20))
                height: Theme.touch
                kind: "quiet"
                text: modelData
                textSize: Theme.px(44)
                onClicked: Kiosk.writing.choose(index)
            }
        }
    }

    Column {
        id: keys

        anchors.bottom: Theme.wide ? parent.bottom : last.top
        anchors.bottomMargin: Theme.wide ? Theme.gap : Theme.px(20)
        anchors.right: parent.right
        anchors.rightMargin: Theme.wide ? Theme.margin : Theme.px(24)
        width: Theme.wide ? parent.width - sheet.paperWidth - 2 * Theme.margin - Theme.gutter : parent.width - 2 * Theme.px(24)
        spacing: sheet.keyGap

        Repeater {
            model: [10, 9, 7] // keys in a row: they stay, only what they write changes

            Row {
                id: line

                required property int modelData
                required property int index

                anchors.horizontalCenter: parent.horizontalCenter
                spacing: sheet.keyGap

                PressButton {
                    height: sheet.keyHeight
                    textSize: Theme.px(44)
                    visible: line.index === 2
                    objectName: "key-shift"
                    width: Math.floor(sheet.keyWidth * 1.4)
                    enabled: !Kiosk.writing.chinese && !Kiosk.writing.signs
                    text: "⇧"
                    kind: Kiosk.writing.upper ? "primary" : "plain"
                    Accessible.name: Words.say["key-shift"]
                    onClicked: Kiosk.writing.toggleUpper()
                }

                Repeater {
                    model: line.modelData

                    PressButton {
                        id: key

                        required property int index

                        height: sheet.keyHeight
                        textSize: Theme.px(44)
                        objectName: "key-" + key.text
                        width: sheet.keyWidth
                        text: Kiosk.writing.rows[line.index][index]
                        onClicked: Kiosk.writing.press(key.text)
                    }
                }

                PressButton {
                    height: sheet.keyHeight
                    textSize: Theme.px(44)
                    visible: line.index === 2
                    objectName: "key-erase"
                    width: Math.floor(sheet.keyWidth * 1.4)
                    icon: "erase"
                    Accessible.name: Words.say["key-erase"]
                    onClicked: Kiosk.writing.erase()
                }
            }
        }

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: sheet.keyGap

            PressButton {
                height: sheet.keyHeight
                objectName: "key-signs"
                width: Math.floor(sheet.keyWidth * 1.5)
                text: Kiosk.writing.signs ? "abc" : "123"
                textSize: Theme.px(36)
                onClicked: Kiosk.writing.toggleSigns()
            }

            PressButton {
                height: sheet.keyHeight
                objectName: "key-language"
                width: Math.floor(sheet.keyWidth * 1.5)
                text: Kiosk.writing.chinese ? "中" : "EN"
                textSize: Theme.px(36)
                Accessible.name: Words.say["key-writing"]
                onClicked: Kiosk.writing.toggleLanguage()
            }

            PressButton {
                id: comma

                height: sheet.keyHeight
                textSize: Theme.px(44)
                objectName: "key-comma"
                width: sheet.keyWidth
                text: Kiosk.writing.comma
                onClicked: Kiosk.writing.press(comma.text)
            }

            PressButton {
                height: sheet.keyHeight
                objectName: "key-space"
                width: keys.width - 2 * Math.floor(sheet.keyWidth * 1.5) - 2 * sheet.keyWidth - 4 * sheet.keyGap
                text: Words.say["key-space"]
                textSize: Theme.px(32)
                onClicked: Kiosk.writing.space()
            }

            PressButton {
                id: stop

                height: sheet.keyHeight
                textSize: Theme.px(44)
                objectName: "key-stop"
                width: sheet.keyWidth
                text: Kiosk.writing.chinese ? "。" : "."
                onClicked: Kiosk.writing.press(stop.text)
            }
        }
    }

    Row {
        id: last

        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.gap
        x: Theme.margin
        spacing: Theme.gap

        PressButton {
            objectName: "keyboard-cancel"
            width: Math.floor((sheet.paperWidth - Theme.gap) * 0.4)
            height: Theme.primary
            kind: "plain"
            text: sheet.cancelText
            onClicked: sheet.cancelled(Kiosk.writing.take())
        }

        PressButton {
            objectName: "keyboard-done"
            width: Math.ceil((sheet.paperWidth - Theme.gap) * 0.6)
            height: Theme.primary
            kind: "primary"
            enabled: Kiosk.writing.text.trim() !== "" || Kiosk.writing.letters !== ""
            text: sheet.doneText
            onClicked: sheet.written(Kiosk.writing.take())
        }
    }
}
