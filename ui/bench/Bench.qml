import QtQuick

Rectangle {
    id: root

    required property var bench

    readonly property color ink: "#1f1a17"
    readonly property color soft: "#5c524b"
    readonly property color line: "#d8cfc2"
    readonly property color brand: "#4a2545"
    readonly property int gap: 12

    color: "#efe9dd"

    component Label: Text {
        color: root.ink
        font.pixelSize: 15
        elide: Text.ElideRight
    }

    component Heading: Label {
        font.pixelSize: 17
        font.bold: true
    }

    component Touchable: Rectangle {
        id: touchable

        signal clicked

        radius: 10
        color: mouse.pressed ? "#e4dccd" : mouse.containsMouse ? "#fffaf0" : "#fffdf8"
        border.color: root.line

        Accessible.role: Accessible.Button
        Accessible.onPressAction: touchable.clicked()

        MouseArea {
            id: mouse

            anchors.fill: parent
            hoverEnabled: true
            cursorShape: Qt.PointingHandCursor
            onClicked: touchable.clicked()
        }
    }

    // A card or a book: its name, and what is special about it.
    component Thing: Touchable {
        id: thing

        required property var modelData
        property color spine: root.brand
        property bool layable: false
        readonly property bool lies: layable && root.bench.lying.includes(modelData.barcode)

        height: 44
        Accessible.name: modelData.name
        onClicked: root.bench.scan(modelData.barcode)

        Rectangle {
            id: mark

            x: 8
            width: 6
            height: parent.height - 16
            anchors.verticalCenter: parent.verticalCenter
            radius: 3
            color: thing.spine
        }

        Label {
            anchors.left: mark.right
            anchors.leftMargin: 10
            anchors.right: what.left
            anchors.rightMargin: 8
            anchors.verticalCenter: parent.verticalCenter
            text: thing.modelData.name
        }

        Label {
            id: what

            anchors.right: parent.right
            anchors.rightMargin: 12 + (lay.visible ? lay.width + 4 : 0)
            anchors.verticalCenter: parent.verticalCenter
            text: thing.modelData.what
            color: root.soft
            font.pixelSize: 13
        }

        Touchable {
            id: lay

            objectName: "lay-" + thing.modelData.barcode
            visible: thing.layable
            anchors.right: parent.right
            anchors.rightMargin: 5
            anchors.verticalCenter: parent.verticalCenter
            width: 66
            height: 34
            color: thing.lies ? root.brand : "#efe9dd"
            Accessible.name: said.text
            onClicked: root.bench.move(thing.modelData.barcode)

            Label {
                id: said

                anchors.centerIn: parent
                text: root.bench.say[thing.lies ? "lift" : "lay"]
                color: thing.lies ? "white" : root.ink
                font.pixelSize: 13
            }
        }
    }

    component Switch: Touchable {
        id: toggle

        property string name
        property string value
        property bool good: true

        height: 44
        Accessible.name: name + ": " + value

        Label {
            anchors.left: parent.left
            anchors.leftMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            text: toggle.name
        }

        Label {
            anchors.right: parent.right
            anchors.rightMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            text: (toggle.good ? "● " : "○ ") + toggle.value
            color: toggle.good ? "#14592c" : "#8a1414"
            font.bold: true
        }
    }

    Item {
        id: head

        x: 20
        width: parent.width - 40
        height: 64

        Column {
            anchors.verticalCenter: parent.verticalCenter

            Heading {
                text: root.bench.say["title"]
                font.pixelSize: 22
            }

            Label {
                text: root.bench.say["hint"]
                color: root.soft
                font.pixelSize: 13
            }
        }

        Touchable {
            objectName: "other-language"
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: 92
            height: 40
            onClicked: root.bench.otherLanguage()

            Label {
                anchors.centerIn: parent
                text: root.bench.say["other-language"]
            }
        }
    }

    Row {
        x: 20
        y: head.height
        width: parent.width - 40
        height: parent.height - y - 20
        spacing: 20

        Column {
            id: left

            width: Math.floor((parent.width - 20) * 0.52)
            height: parent.height
            spacing: root.gap

            Heading {
                id: cardsHead

                text: root.bench.say["cards"]
            }

            ListView {
                id: cards

                objectName: "cards"
                width: parent.width
                height: Math.floor((left.height - 3 * cardsHead.height - search.height - odd.height - 7 * root.gap) * 0.5)
                clip: true
                spacing: 6
                model: root.bench.cards
                delegate: Thing {
                    width: ListView.view.width
                }
            }

            Item {
                width: parent.width
                height: cardsHead.height

                Heading {
                    text: root.bench.say["books"]
                }

                Label {
                    objectName: "clear-pad"
                    visible: root.bench.lying.length > 0
                    anchors.right: parent.right
                    text: root.bench.say["clear-pad"] + " (" + root.bench.lying.length + ")"
                    color: root.brand
                    font.pixelSize: 14
                    font.underline: true

                    MouseArea {
                        anchors.fill: parent
                        anchors.margins: -6
                        cursorShape: Qt.PointingHandCursor
                        onClicked: root.bench.clearPad()
                    }
                }
            }

            Rectangle {
                id: search

                width: parent.width
                height: 40
                radius: 10
                color: "white"
                border.color: input.activeFocus ? root.brand : root.line

                TextInput {
                    id: input

                    anchors.fill: parent
                    anchors.margins: 10
                    clip: true
                    color: root.ink
                    font.pixelSize: 15
                    selectByMouse: true
                    onTextChanged: root.bench.find(text)
                }

                Label {
                    anchors.left: parent.left
                    anchors.leftMargin: 12
                    anchors.verticalCenter: parent.verticalCenter
                    visible: input.text === ""
                    text: root.bench.say["search"]
                    color: root.soft
                }
            }

            ListView {
                objectName: "books"
                width: parent.width
                height: cards.height
                clip: true
                spacing: 6
                model: root.bench.books
                delegate: Thing {
                    width: ListView.view.width
                    spine: "#3d5a5c"
                    layable: true
                }
            }

            Heading {
                text: root.bench.say["odd"]
            }

            Row {
                id: odd

                width: parent.width
                spacing: root.gap

                Repeater {
                    model: [["odd-isbn", "9787020002207"], ["odd-damaged", "3000100\u00000010"], ["odd-foreign", "29999000000017"]]

                    Touchable {
                        id: oddOne

                        required property var modelData

                        width: Math.floor((odd.width - 2 * root.gap) / 3)
                        height: 44
                        onClicked: root.bench.scan(modelData[1])

                        Label {
                            anchors.centerIn: parent
                            width: parent.width - 12
                            horizontalAlignment: Text.AlignHCenter
                            text: root.bench.say[oddOne.modelData[0]]
                        }
                    }
                }
            }
        }

        Column {
            id: right

            width: parent.width - left.width - 20
            height: parent.height
            spacing: root.gap

            Heading {
                id: printerHead

                text: root.bench.say["printer"]
            }

            Rectangle {
                width: parent.width
                height: right.height - 2 * printerHead.height - switches.height - 3 * root.gap
                radius: 10
                color: "#2a2530"

                Rectangle {
                    id: slot

                    x: 20
                    y: 14
                    width: parent.width - 40
                    height: 8
                    radius: 4
                    color: "#0f0d12"
                }

                Label {
                    anchors.centerIn: parent
                    visible: paper.status !== Image.Ready
                    text: root.bench.say["printer-empty"]
                    color: "#cfc6da"
                }

                Flickable {
                    x: 30
                    y: slot.y + 4
                    width: parent.width - 60
                    height: parent.height - y - 16
                    clip: true
                    contentHeight: paper.height

                    Image {
                        id: paper

                        objectName: "slip"
                        width: parent.width
                        height: sourceSize.width > 0 ? width * sourceSize.height / sourceSize.width : 0
                        source: root.bench.slip
                        smooth: true
                        mipmap: true
                    }
                }
            }

            Heading {
                text: root.bench.say["cables"]
            }

            Column {
                id: switches

                width: parent.width
                spacing: 6

                Repeater {
                    model: ["network", "scanner", "pad", "printer"]

                    Switch {
                        required property string modelData

                        objectName: "cable-" + modelData
                        width: switches.width
                        name: root.bench.say["cable-" + modelData]
                        good: root.bench.state[modelData]
                        value: root.bench.say[good ? "in" : "out"]
                        onClicked: root.bench.pull(modelData)
                    }
                }

                Switch {
                    objectName: "paper"
                    width: parent.width
                    name: root.bench.say["paper"]
                    good: root.bench.state["paper"] === "ok"
                    value: root.bench.say["paper-" + root.bench.state["paper"]]
                    onClicked: root.bench.next("paper")
                }

                Switch {
                    objectName: "cover"
                    width: parent.width
                    name: root.bench.say["cover"]
                    good: root.bench.state["cover"] === "closed"
                    value: root.bench.say["cover-" + root.bench.state["cover"]]
                    onClicked: root.bench.next("cover")
                }
            }
        }
    }
}
