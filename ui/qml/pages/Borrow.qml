import QtQuick
import Jieyue
import "../parts"

/* Items appear as they are scanned. A reader who may not borrow sees why, and what works all the same. */
ItemsPage {
    id: page

    readonly property bool blocked: Kiosk.reader.blocked
    readonly property bool asking: Kiosk.reader.identifying && !Kiosk.reader.present

    title: {
        if (asking)
            return Words.say["identifying"];
        if (blocked)
            return Words.say["borrow-blocked-title"];
        return Words.say["borrow-title" + Kiosk.page.itemsBy];
    }
    hint: {
        if (asking)
            return "";
        if (blocked)
            return Words.say["borrow-blocked-hint"];
        if (Kiosk.lent.count > 0)
            return Words.say["borrow-more" + Kiosk.page.itemsBy];
        return Kiosk.page.itemsBy === "-pad" ? Kiosk.pad.hint : Words.say["borrow-hint" + Kiosk.page.itemsBy];
    }
    rows: Kiosk.lent
    padded: !asking && !blocked
    reasons: blocked && Kiosk.lent.count === 0
    tall: reasons
    ways: asking ? [] : tall ? ["return", "account"] : ["return", "account", "type"]
    mainWay: blocked ? "return" : Kiosk.page.itemsBy === "-typed" ? "type" : ""
    empty: blocked ? nothing : asking ? waiting : Kiosk.page.itemsBy === "-pad" ? pad : Kiosk.page.itemsBy === "-typed" ? keys : scene

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

    Component {
        id: waiting

        Item {
            OutcomeMark {
                anchors.centerIn: parent
                outcome: "waiting"
                size: Theme.px(200)
            }
        }
    }

    Component {
        id: nothing

        Item {}
    }
}
