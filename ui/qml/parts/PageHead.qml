import QtQuick

/* What a page is about, and one sentence more. */
Column {
    id: head

    property string title
    property string hint

    spacing: Theme.px(8)

    Prose {
        objectName: "page-title"
        width: parent.width
        text: head.title
        font.pixelSize: Theme.title
        font.bold: true
        lineHeight: 0.95
    }

    Prose {
        width: parent.width
        visible: text !== ""
        text: head.hint
        color: Theme.soft
    }
}
