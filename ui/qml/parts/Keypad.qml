pragma ComponentBehavior: Bound
import QtQuick

/* Twelve keys: digits, erase, go on. */
Grid {
    id: pad

    property string goText
    property bool ready: false // whether there is something to go on with
    property int keyHeight: Theme.px(132)

    signal digit(string key)
    signal erase
    signal go

    columns: 3
    spacing: Theme.gap

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "go"]

        PressButton {
            id: key

            required property string modelData

            objectName: "key-" + modelData
            width: Math.floor((pad.width - 2 * pad.spacing) / 3)
            height: pad.keyHeight
            text: modelData === "erase" ? Words.say["key-erase"] : modelData === "go" ? pad.goText : modelData
            textSize: modelData.length === 1 ? Theme.px(56) : Theme.body
            icon: modelData === "erase" && pad.width > Theme.px(700) ? "erase" : ""
            kind: modelData === "go" ? "primary" : "plain"
            enabled: modelData !== "go" || pad.ready
            onClicked: {
                if (modelData === "erase")
                    pad.erase();
                else if (modelData === "go")
                    pad.go();
                else
                    pad.digit(modelData);
            }
        }
    }
}
