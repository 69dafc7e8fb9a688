pragma ComponentBehavior: Bound
import QtQuick
import Jieyue
import "../parts"

/* What somebody may tell us. */
Item {
    id: page

    readonly property var icons: ({ suggestion: "message", wish: "book", defect: "wrench", meetings: "people", answers: "check" })

    PageHead {
        id: head

        y: Theme.gutter
        width: page.width
        title: Words.say["tell-title"]
        hint: Words.say["tell-hint"]
    }

    Grid {
        id: ways

        readonly property int across: Theme.wide ? 2 : 1

        columns: across
        spacing: Theme.gap
        y: Theme.wide ? head.y + head.height + Theme.gutter : page.height - height - Theme.px(8)

        Repeater {
            model: ["suggestion", "wish", "defect"].concat(Kiosk.tell.meetings.length > 0 ? ["meetings"] : [], Kiosk.tell.answers.length > 0 ? ["answers"] : [])

            PressButton {
                required property string modelData

                objectName: "tell-" + modelData
                width: Math.floor((page.width - (ways.across - 1) * Theme.gap) / ways.across)
                height: Math.max(Theme.px(Theme.wide ? 148 : 164), implicitHeight)
                leftwards: true
                icon: page.icons[modelData]
                textSize: Theme.k > 1 && Theme.wide ? Theme.body : Theme.lead
                text: Words.say["tell-" + modelData]
                hint: Words.say["tell-" + modelData + "-hint"]
                onClicked: Kiosk.touch.tell(modelData)
            }
        }
    }
}
