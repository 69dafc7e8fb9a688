import QtQuick
import Jieyue
import "../parts"

/* What the reader has, until when, and more time for it. */
ItemsPage {
    id: page

    title: Words.say["account-title"]
    hint: Kiosk.farewell.renewed
    rows: Kiosk.loans
    follow: false
    ways: Kiosk.reader.hasLoans ? ["return", "renew-all"] : ["return"]
    mainWay: ""
    empty: Item {
        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: said.top
            anchors.bottomMargin: Theme.gutter
            name: "loans"
            size: Theme.px(220)
            color: Theme.edge
        }

        Prose {
            id: said

            anchors.centerIn: parent
            anchors.verticalCenterOffset: Theme.px(100)
            width: Math.min(parent.width, Theme.px(800))
            horizontalAlignment: Text.AlignHCenter
            text: Kiosk.reader.known ? Words.say["account-none"] : Words.say["account-unknown"]
            font.pixelSize: Theme.lead
        }
    }
}
