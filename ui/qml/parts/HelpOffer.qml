import QtQuick
import Jieyue

/* The machine asks whether help is wanted: one sentence in a strip of its own, over nothing. */
Rectangle {
    id: offer

    objectName: "help-offer"
    implicitHeight: Math.max(said.height, Theme.touch) + Theme.px(24)
    radius: Theme.radius
    color: Theme.brandSoft
    border.width: Theme.px(2)
    border.color: Theme.brand
    Accessible.role: Accessible.AlertMessage
    Accessible.name: said.text

    Prose {
        id: said

        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - buttons.width - 3 * Theme.gap
        text: Kiosk.help.offer
        font.pixelSize: Theme.k > 1 ? Theme.small : Theme.body
        font.bold: true
    }

    Row {
        id: buttons

        anchors.right: parent.right
        anchors.rightMargin: Theme.px(12)
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap

        PressButton {
            objectName: "offer-yes"
            width: Math.min(Theme.px(300), Math.max(Theme.px(180), implicitWidth))
            height: Theme.touch
            kind: "primary"
            textSize: Math.min(Theme.body, Theme.px(36))
            text: Words.say["offer-yes"]
            onClicked: Kiosk.touch.answerOffer(true)
        }

        PressButton {
            objectName: "offer-no"
            width: Math.min(Theme.px(300), Math.max(Theme.px(180), implicitWidth))
            height: Theme.touch
            textSize: Math.min(Theme.body, Theme.px(36))
            text: Words.say["offer-no"]
            onClicked: Kiosk.touch.answerOffer(false)
        }
    }
}
