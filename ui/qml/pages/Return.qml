import QtQuick
import Jieyue
import "../parts"

/* Items come back, with or without a card. */
ItemsPage {
    id: page

    title: Kiosk.page.scanner ? Words.say["return-title"] : Words.say["return-title-typed"]
    hint: {
        if (Kiosk.returned.count > 0)
            return Kiosk.page.scanner ? Words.say["return-more"] : Words.say["return-more-typed"];
        return Kiosk.page.scanner ? Words.say["return-hint"] : Words.say["type-item-hint"];
    }
    rows: Kiosk.returned
    ways: Kiosk.reader.present ? ["borrow", "account", "type"] : ["card", "type"]
    mainWay: Kiosk.page.scanner ? "" : "type"
    empty: Kiosk.page.scanner ? scene : keys

    Component {
        id: scene

        ScanScene {
            thing: "book"
        }
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
