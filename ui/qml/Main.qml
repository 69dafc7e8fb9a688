pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "parts"

/* Laid out in design units (1080 by 1920, or 1920 by 1080) that Theme.px turns into whole pixels: the software
   renderer draws scaled items coarsely, and this stays sharp at any size. */
Rectangle {
    id: root

    readonly property bool wide: width > height
    readonly property var telling: ({
        menu: "pages/TellMenu.qml", suggestion: "pages/TellWords.qml", wish: "pages/TellWords.qml",
        defect: "pages/TellWords.qml", meetings: "pages/TellMeetings.qml", meeting: "pages/TellMeeting.qml",
        answers: "pages/TellAnswers.qml", survey: "pages/Survey.qml", told: "pages/Told.qml"
    })
    readonly property real unit: Math.max(0.1, Math.min(width / (wide ? 1920 : 1080), height / (wide ? 1080 : 1920)))

    color: Theme.paper

    Binding {
        target: Theme
        property: "wide"
        value: root.wide
    }

    Binding {
        target: Theme
        property: "unit"
        value: root.unit
    }

    Item {
        id: sheet

        objectName: "sheet"
        anchors.fill: parent

        Header {
            id: header

            z: 1 // what points at it from below lies over the banners
            x: Theme.margin
            width: sheet.width - 2 * Theme.margin
        }

        Column {
            id: banners

            anchors.top: header.bottom
            width: sheet.width

            Repeater {
                model: Kiosk.help.banner !== "" ? [...Kiosk.page.banners, Kiosk.help.banner] : Kiosk.page.banners

                Rectangle {
                    id: banner

                    required property string modelData

                    width: banners.width
                    height: Math.max(Theme.px(76), said.height + Theme.px(24))
                    color: Theme.well

                    Icon {
                        x: Theme.margin
                        anchors.verticalCenter: parent.verticalCenter
                        name: "info"
                        size: Theme.px(44)
                    }

                    Prose {
                        id: said

                        x: Theme.margin + Theme.px(64)
                        width: parent.width - x - Theme.margin
                        anchors.verticalCenter: parent.verticalCenter
                        text: banner.modelData
                        font.pixelSize: Theme.small
                    }
                }
            }
        }

        Loader {
            id: page

            objectName: "page"
            anchors.top: banners.bottom
            anchors.bottom: offer.top
            anchors.bottomMargin: offer.active ? Theme.px(16) : 0
            x: Theme.margin
            width: sheet.width - 2 * Theme.margin
            source: {
                if (Kiosk.tell.over)
                    return root.telling[Kiosk.tell.page];
                switch (Kiosk.page.name) {
                case "identify":
                    return "pages/Identify.qml";
                case "pin":
                    return "pages/Pin.qml";
                case "borrow":
                    return "pages/Borrow.qml";
                case "return":
                    return "pages/Return.qml";
                case "account":
                    return "pages/Account.qml";
                case "slip":
                    return "pages/Slip.qml";
                case "goodbye":
                    return "pages/Goodbye.qml";
                case "out-of-service":
                    return "pages/OutOfService.qml";
                case "maintenance":
                    return "pages/Maintenance.qml";
                }
                return "pages/Welcome.qml";
            }
            onLoaded: entrance.restart()

            NumberAnimation {
                id: entrance

                target: page
                property: "opacity"
                from: Theme.quick > 0 ? 0.3 : 1
                to: 1
                duration: Theme.quick
                easing.type: Easing.OutQuad
            }
        }

        Loader {
            id: offer

            anchors.bottom: footer.top
            x: Theme.margin
            width: sheet.width - 2 * Theme.margin
            height: active ? implicitHeight : 0
            active: Kiosk.help.offer !== ""
            source: "parts/HelpOffer.qml"
        }

        Footer {
            id: footer

            x: Theme.margin
            width: sheet.width - 2 * Theme.margin
            anchors.bottom: parent.bottom
        }

        Loader {
            anchors.top: parent.top
            anchors.topMargin: header.height
            anchors.bottom: footer.top
            width: sheet.width
            active: Kiosk.help.open || Kiosk.page.otherCard
            source: Kiosk.help.open ? "parts/HelpPanel.qml" : "parts/OtherCard.qml"
        }
    }
}
