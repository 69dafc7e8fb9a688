pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* At the end of a visit: five faces, thanks for a touch, and perhaps the offer of a survey. */
Rectangle {
    id: card

    readonly property string page: Kiosk.tell.page
    readonly property bool offers: page === "offer"
    readonly property bool lost: Kiosk.tell.told.lost ?? false

    implicitHeight: body.height + Theme.px(72)
    radius: Theme.radius
    color: Theme.brandSoft

    Column {
        id: body

        x: Theme.px(36)
        y: Theme.px(36)
        width: card.width - 2 * x
        spacing: Theme.gap

        Prose {
            objectName: "asked"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: card.page === "rating" ? Words.say["rating-title"] : Kiosk.tell.told.sentence ?? Kiosk.tell.offer
            font.pixelSize: Theme.lead
            font.bold: true
        }

        Prose {
            width: parent.width
            visible: text !== ""
            horizontalAlignment: Text.AlignHCenter
            text: card.offers ? (Kiosk.tell.told.sentence ? Kiosk.tell.offer + "\n" : "") + Words.say["survey-offer-hint"] : card.lost ? Kiosk.tell.told.hint : ""
        }

        Row {
            visible: card.page === "rating"
            spacing: Theme.px(16)

            Repeater {
                model: 5

                Rectangle {
                    id: face

                    required property int index

                    objectName: "rate-" + (index + 1)
                    width: Math.floor((body.width - 4 * Theme.px(16)) / 5)
                    height: drawn.height + said.height + Theme.px(44)
                    radius: Theme.radius
                    color: area.pressed ? Theme.pressed : Theme.card
                    border.width: Theme.px(2)
                    border.color: activeFocus ? Theme.ink : Theme.edge
                    activeFocusOnTab: true
                    Keys.onReturnPressed: Kiosk.touch.rate(index + 1)
                    Accessible.role: Accessible.Button
                    Accessible.name: said.text
                    Accessible.onPressAction: Kiosk.touch.rate(index + 1)

                    Icon {
                        id: drawn

                        anchors.horizontalCenter: parent.horizontalCenter
                        y: Theme.px(18)
                        name: "face-" + (face.index + 1)
                        size: Math.min(Theme.px(104), face.width - Theme.px(24))
                    }

                    Prose {
                        id: said

                        y: drawn.y + drawn.height + Theme.px(8)
                        x: Theme.px(4)
                        width: parent.width - 2 * x
                        horizontalAlignment: Text.AlignHCenter
                        text: Words.say["rating-" + (face.index + 1)]
                        font.pixelSize: Theme.small
                        Accessible.ignored: true
                    }

                    MouseArea {
                        id: area

                        anchors.fill: parent
                        onClicked: Kiosk.touch.rate(face.index + 1)
                    }
                }
            }
        }

        PressButton {
            objectName: "survey-take"
            visible: card.offers
            width: parent.width
            height: Math.max(Theme.px(120), implicitHeight)
            kind: "primary"
            textSize: Theme.lead
            text: Words.say["survey-take"]
            onClicked: Kiosk.touch.takeSurvey()
        }

        PressButton {
            objectName: "rating-skip"
            visible: card.offers || card.page === "rating"
            width: parent.width
            kind: "quiet"
            text: card.offers ? Words.say["survey-no"] : Words.say["rating-skip"]
            onClicked: Kiosk.touch.leaveTell()
        }
    }
}
