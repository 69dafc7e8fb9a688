pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* A page of items: what to do above, the rows below it, other ways at the bottom. In landscape the words and the
   other ways stand at the left, the rows at the right. */
Item {
    id: page

    property string title
    property string hint
    property RowsModel rows
    property list<string> ways // return, account, borrow, card, type, renew-all
    property string mainWay // the one that stands out
    property bool follow: true // keep the newest row in sight
    property bool reasons: false // show why borrowing is not possible
    property Component empty
    property bool padded: false // items may be laid on the pad
    property bool tall: false // the other ways are what the page is for

    readonly property real side: Theme.wide ? Theme.px(680) : width

    function go(way: string): void {
        switch (way) {
        case "return":
            return Kiosk.touch.giveBack();
        case "account":
            return Kiosk.touch.account();
        case "borrow":
            return Kiosk.touch.borrow();
        case "card":
            return Kiosk.touch.identify();
        case "renew-all":
            return Kiosk.touch.renewAll();
        case "type":
            Kiosk.number.ask();
        }
    }

    readonly property var faces: ({
        return: { icon: "give-back", text: Words.say["return"] },
        account: { icon: "loans", text: Words.say["account"] },
        borrow: { icon: "book", text: Words.say["borrow"] },
        card: { icon: "card", text: Words.say["return-card"] },
        "renew-all": { icon: "renew", text: Words.say["account-renew-all"] },
        type: { icon: "keypad", text: Words.say["type-item-short"] }
    })

    // In landscape, should the words be longer than the page is high, they can be pushed up.
    Flickable {
        id: column

        width: page.side
        height: page.height
        contentHeight: Theme.wide ? Math.max(height, head.y + head.height + Theme.gap + ways.height + Theme.gap) : height
        interactive: contentHeight > height
        boundsBehavior: Flickable.StopAtBounds
        clip: interactive

        Column {
            id: head

            y: Theme.gutter
            width: page.side
            spacing: Theme.gap

            ReaderStrip {
                width: parent.width
            }

            Column {
                width: parent.width
                spacing: Theme.px(4)

                Prose {
                    objectName: "page-title"
                    width: parent.width
                    text: page.title
                    font.pixelSize: Theme.title
                    font.bold: true
                    lineHeight: 0.92
                }

                Prose {
                    width: parent.width
                    visible: text !== ""
                    text: page.hint
                    color: Theme.soft
                }
            }

            PadStrip {
                width: parent.width
                visible: page.padded && Kiosk.pad.there
            }
        }

        Flow {
            id: ways

            readonly property int many: page.ways.length
            readonly property int across: page.tall ? 1 : Theme.wide ? (many > 2 ? 2 : 1) : Math.max(1, many)
            readonly property real cell: Math.floor((page.side - (across - 1) * spacing) / across)

            y: column.contentHeight - height - (Theme.wide ? Theme.gap : Theme.px(8))
            width: page.side
            spacing: Theme.gap

            Repeater {
                model: page.ways

                PressButton {
                    required property string modelData
                    required property int index

                    objectName: "way-" + modelData
                    width: index === Theme.px(2) && Theme.wide ? page.side : ways.cell // the third has a line of its own
                    height: Math.max(implicitHeight, Theme.wide ? (Theme.k > 1 ? Theme.touch : Theme.px(112)) : page.tall ? Theme.primary : Theme.px(128))
                    textSize: page.tall && !Theme.wide ? Theme.lead : Math.min(Theme.body, Theme.px(40))
                    icon: page.faces[modelData].icon
                    text: page.faces[modelData].text
                    kind: modelData === page.mainWay ? "primary" : "plain"
                    onClicked: page.go(modelData)

                    PointFrame {
                        visible: parent.modelData === "type" && Kiosk.help.pointPart === "keypad"
                    }
                }
            }
        }
    }

    Notice {
        id: notice

        x: list.x
        y: Theme.wide ? Theme.gutter : head.y + head.height + Theme.gap
        width: list.width
    }

    Rows {
        id: list

        objectName: "rows"
        model: page.rows
        follow: page.follow
        x: Theme.wide ? page.side + Theme.margin : 0
        y: notice.visible ? notice.y + notice.height + Theme.gap : notice.y
        width: page.width - x
        height: (Theme.wide ? page.height - Theme.gap : ways.y - Theme.gutter) - y
    }

    Flickable {
        visible: page.reasons
        anchors.fill: list
        contentHeight: card.height
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Rectangle {
            id: card

            width: parent.width
            height: why.height + 2 * Theme.px(36)
            radius: Theme.radius
            color: Theme.card
            border.width: Theme.px(2)
            border.color: Theme.edge

            Reasons {
                id: why

                x: Theme.px(36)
                y: Theme.px(36)
                width: parent.width - Theme.px(72)
                spacing: Theme.px(28)
                size: Theme.body
                list: Kiosk.reader.reasons
            }
        }
    }

    Loader {
        anchors.fill: list
        active: list.count === 0
        sourceComponent: page.empty
    }

    Loader {
        anchors.fill: parent
        active: Kiosk.number.asked
        sourceComponent: NumberSheet {}
    }
}
