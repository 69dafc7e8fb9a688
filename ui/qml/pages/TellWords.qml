import QtQuick
import Jieyue
import "../parts"

/* A suggestion, a wish for a book, or what is wrong with the machine; in one's own words. */
Item {
    id: page

    readonly property string about: Kiosk.tell.page
    readonly property bool wish: about === "wish"
    readonly property real half: Theme.wide ? (width - Theme.margin) / 2 : width

    Column {
        id: top

        y: Theme.gutter
        width: page.half
        spacing: Theme.gutter

        PageHead {
            width: parent.width
            title: Words.say[page.about + "-title"] ?? ""
            hint: Words.say[page.about + "-hint" + (page.wish && !Kiosk.tell.scanner ? "-typed" : "")] ?? ""
        }

        Prose {
            width: parent.width
            visible: Theme.wide && page.about !== "defect" && Kiosk.tell.notice[0] === ""
            text: Words.say["tell-contact-hint"]
            color: Theme.soft
            font.pixelSize: Theme.small
        }

        Notice {
            objectName: "tell-notice"
            width: parent.width
            text: Kiosk.tell.notice[0]
            next: Kiosk.tell.notice[1]
        }

        ScanScene {
            width: parent.width
            height: Theme.px(Theme.wide ? 320 : 420)
            visible: page.wish && Kiosk.tell.scanner && Kiosk.tell.isbn === "" && Kiosk.tell.notice[0] === "" && Theme.k === 1
            moving: true
            thing: "book"
        }
    }

    Column {
        x: page.width - width
        y: Theme.wide ? Theme.gutter : send.y - height - Theme.gutter
        width: page.half
        spacing: Theme.gap

        TellField {
            name: "isbn"
            visible: page.wish
            width: parent.width
            label: Kiosk.tell.isbn === "" ? Words.say["wish-isbn-none"] : ""
            value: Kiosk.tell.isbnShown
        }

        TellField {
            name: "text"
            width: parent.width
            lines: page.wish ? (Theme.wide ? 1 : 2) : Theme.wide ? 3 : 7
            label: Kiosk.tell.text !== "" ? "" : page.wish ? Words.say["tell-text-wish"] : Words.say["tell-text"]
            value: Kiosk.tell.text
        }

        TellField {
            name: "contact"
            visible: page.about !== "defect"
            width: parent.width
            label: Words.say["tell-contact"]
            value: Kiosk.tell.contact
            hint: Kiosk.tell.contact === "" && !Theme.wide ? Words.say["tell-contact-hint"] : ""
        }
    }

    PressButton {
        id: send

        objectName: "tell-send"
        width: page.half
        height: Math.max(Theme.primary, implicitHeight)
        x: page.width - width
        y: page.height - height - Theme.px(8)
        kind: "primary"
        textSize: Theme.lead
        icon: "next"
        enabled: Kiosk.tell.ready
        text: Words.say["tell-send"]
        onClicked: Kiosk.touch.sendTell()
    }

    TellKeyboard {
        x: -Theme.margin
        width: page.width + 2 * Theme.margin
        height: page.height
        prompts: ({
            text: page.wish ? Words.say["tell-text-wish"] : Words.say[page.about + "-title"] ?? "",
            contact: Words.say["tell-contact"],
            isbn: Words.say["wish-isbn-prompt"]
        })
    }
}
