import QtQuick
import Jieyue
import "../parts"

/* Items come back, with or without a card. */
ItemsPage {
    id: page

    title: Words.say["return-title" + Kiosk.page.itemsBy]
    hint: {
        if (Kiosk.returned.count > 0)
            return Words.say["return-more" + Kiosk.page.itemsBy];
        return Kiosk.page.itemsBy === "-pad" ? Kiosk.pad.hint : Words.say["return-hint" + Kiosk.page.itemsBy];
    }
    rows: Kiosk.returned
    ways: Kiosk.reader.present ? ["borrow", "account", "type"] : ["card", "type"]
    mainWay: Kiosk.page.itemsBy === "-typed" ? "type" : ""
    padded: true
    empty: Kiosk.page.itemsBy === "-pad" ? pad : Kiosk.page.itemsBy === "-typed" ? keys : scene

    Component {
        id: scene

        ScanScene {
            thing: "book"
        }
    }

    Component {
        id: pad

        PadScene {}
    }

    Component {
        id: keys

        Item {
            Icon {
                anchors.centerIn: parent
                name: "keypad"
                size: Theme.px(260)
                color: Theme.brand
            }
        }
    }
}
