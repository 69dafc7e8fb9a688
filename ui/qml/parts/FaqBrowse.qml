pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* The frequent questions: what is asked most, categories, what is looked for, and an answer. */
Item {
    id: browse

    required property real room
    readonly property bool reading: Kiosk.faq.page === "answer"
    readonly property bool looked: Kiosk.faq.query !== ""
    readonly property bool split: Theme.wide // what to do at the left, what to read at the right
    readonly property real side: split ? Theme.px(500) : width

    signal looks

    implicitHeight: room

    Column {
        id: head

        width: browse.side
        spacing: Theme.gap

        Prose {
            objectName: "faq-title"
            visible: text !== ""
            width: parent.width
            text: Kiosk.faq.page === "category" ? Kiosk.faq.title : browse.reading ? (browse.split ? Words.say["faq"] : "") : Words.say["faq-title"]
            font.pixelSize: browse.split ? Theme.px(48) : Theme.title
            font.bold: true
        }

        PressButton {
            objectName: "faq-search"
            visible: Kiosk.faq.page === "list"
            width: parent.width
            height: Math.max(Theme.px(112), implicitHeight)
            leftwards: true
            icon: "search"
            text: browse.looked ? Kiosk.faq.query : Words.say["faq-search"]
            hint: browse.looked ? "" : Words.say["faq-search-hint"]
            onClicked: browse.looks()
        }

        FaqHelped {
            visible: browse.reading && browse.split
            width: parent.width
            helped: Kiosk.faq.helped
            onTold: helped => Kiosk.touch.judgeFaq(helped)
        }
    }

    Flickable {
        id: list

        objectName: "faq-list"
        x: browse.split ? browse.side + Theme.margin : 0
        y: browse.split || browse.reading ? 0 : head.height + Theme.gutter
        width: parent.width - x
        height: (browse.split ? parent.height : ends.y - Theme.gap) - y
        contentHeight: shown.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true

        Loader {
            id: shown

            width: list.width - Theme.px(20)
            sourceComponent: browse.reading ? answer : Kiosk.faq.page === "category" ? rows : browse.looked ? hits : all
            onLoaded: list.contentY = 0
        }
    }

    ScrollMark {
        list: list
    }

    Component {
        id: answer

        FaqAnswer {
            entry: Kiosk.faq.answer
            asks: !browse.split
            helped: Kiosk.faq.helped
            onTold: helped => Kiosk.touch.judgeFaq(helped)
        }
    }

    Component {
        id: rows

        FaqRows {
            questions: Kiosk.faq.rows
            onChosen: number => Kiosk.touch.readFaq(number)
        }
    }

    Component {
        id: hits

        Column {
            spacing: Theme.gap

            Prose {
                objectName: "faq-found"
                width: parent.width
                text: Kiosk.faq.found
                font.bold: Kiosk.faq.count === 0
                color: Kiosk.faq.count === 0 ? Theme.ink : Theme.soft
            }

            Prose {
                width: parent.width
                visible: Kiosk.faq.count === 0
                text: Words.say["faq-found-none-hint"]
            }

            FaqRows {
                width: parent.width
                questions: Kiosk.faq.hits
                onChosen: number => Kiosk.touch.readFaq(number)
            }
        }
    }

    Component {
        id: all

        Column {
            spacing: Theme.gap

            Prose {
                width: parent.width
                text: Kiosk.faq.any ? Words.say["faq-most-asked"] : Words.say["faq-none"]
                font.bold: true
            }

            Prose {
                width: parent.width
                visible: !Kiosk.faq.any
                text: Words.say["faq-none-hint"]
            }

            FaqRows {
                width: parent.width
                questions: Kiosk.faq.rows
                onChosen: number => Kiosk.touch.readFaq(number)
            }

            Prose {
                width: parent.width
                topPadding: Theme.gap
                visible: Kiosk.faq.categories.length > 0
                text: Words.say["faq-all"]
                font.bold: true
            }

            Grid {
                id: grid

                width: parent.width
                columns: 2
                spacing: Theme.px(16)

                Repeater {
                    model: Kiosk.faq.categories

                    PressButton {
                        required property var modelData

                        objectName: "faq-category-" + modelData.code
                        width: Math.floor((grid.width - (grid.columns - 1) * grid.spacing) / grid.columns)
                        height: Math.max(Theme.px(112), implicitHeight)
                        text: modelData.name
                        onClicked: Kiosk.touch.chooseCategory(modelData.code)
                    }
                }
            }
        }
    }

    Grid {
        id: ends

        anchors.bottom: parent.bottom
        width: browse.side
        columns: browse.split ? 1 : 2
        spacing: Theme.gap

        PressButton {
            objectName: "faq-back"
            width: browse.split ? ends.width : Math.floor((ends.width - Theme.gap) * 0.4)
            height: Math.max(Theme.px(112), implicitHeight)
            text: Words.say["back"]
            icon: "back"
            onClicked: {
                if (Kiosk.faq.page === "list" && browse.looked)
                    Kiosk.faq.look("");
                else
                    Kiosk.touch.leaveFaq();
            }
        }

        PressButton {
            objectName: "faq-call"
            width: browse.split ? ends.width : Math.ceil((ends.width - Theme.gap) * 0.6)
            height: Math.max(Theme.px(112), implicitHeight)
            kind: (browse.reading ? Kiosk.faq.helped === "no" : browse.looked && Kiosk.faq.count === 0) ? "primary" : "plain"
            text: Words.say["faq-call"]
            icon: "person"
            onClicked: Kiosk.touch.callFromFaq()
        }
    }
}
