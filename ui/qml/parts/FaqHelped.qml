import QtQuick

/* “Did this help?” */
Column {
    id: ask

    property string helped // "yes" or "no", once it was said

    signal told(bool helped)

    spacing: Theme.gap

    Prose {
        objectName: "faq-helped"
        width: parent.width
        text: ask.helped === "" ? Words.say["faq-helped"] : ask.helped === "yes" ? Words.say["faq-helped-thanks"] : Words.say["faq-unhelped-next"]
        font.bold: true
    }

    Row {
        visible: ask.helped === ""
        spacing: Theme.gap

        PressButton {
            objectName: "faq-helped-yes"
            width: Math.floor((ask.width - Theme.gap) / 2)
            height: Math.max(Theme.px(112), implicitHeight)
            text: Words.say["faq-helped-yes"]
            icon: "check"
            onClicked: ask.told(true)
        }

        PressButton {
            objectName: "faq-helped-no"
            width: Math.floor((ask.width - Theme.gap) / 2)
            height: Math.max(Theme.px(112), implicitHeight)
            text: Words.say["faq-helped-no"]
            icon: "cross"
            onClicked: ask.told(false)
        }
    }
}
