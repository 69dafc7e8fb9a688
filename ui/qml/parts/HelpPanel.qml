pragma ComponentBehavior: Bound
import QtQuick
import Jieyue

/* Help lies over the page: what is the trouble, the library's own answer to it, or the call and what is said. */
Item {
    id: panel

    objectName: "help-panel"

    property bool writing: false
    property bool looking: false // for a question
    property bool reaching: false // for another way to the library
    readonly property string stands: Kiosk.help.step + Kiosk.help.standing + Kiosk.help.lines.length
    readonly property string browsed: Kiosk.faq.page

    onBrowsedChanged: looking = false
    onStandsChanged: reaching = false // there is something new to see

    function wrote(): void {
        writing = false;
        Kiosk.help.keep("");
    }

    Rectangle {
        anchors.fill: parent
        color: "#000000"
        opacity: 0.5
    }

    MouseArea {
        anchors.fill: parent
        onClicked: Kiosk.touch.closeHelp()
    }

    Rectangle {
        id: card

        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Theme.px(1600))
        height: Math.min(panel.height, body.implicitHeight + 2 * Theme.px(48))
        radius: Theme.px(40)
        bottomLeftRadius: 0
        bottomRightRadius: 0
        color: Theme.paper
        border.width: Theme.name === "light" ? 0 : Theme.px(2)
        border.color: Theme.line
        Accessible.role: Accessible.Dialog
        Accessible.name: Words.say["help"]

        MouseArea {
            anchors.fill: parent
        }

        Loader {
            id: body

            readonly property real room: panel.height - 2 * Theme.px(48) // as high as it may be

            x: Theme.margin
            y: Theme.px(48)
            width: parent.width - 2 * Theme.margin
            sourceComponent: panel.reaching ? reach : Kiosk.help.step === "talk" ? talk : Kiosk.help.step === "answer" ? answer : Kiosk.help.step === "browse" ? browse : reasons
        }
    }

    Component {
        id: reasons

        HelpReasons {
            room: body.room
            onReaches: panel.reaching = true
        }
    }

    Component {
        id: reach

        HelpReach {
            room: body.room
            onGoesBack: panel.reaching = false
        }
    }

    Component {
        id: answer

        HelpAnswer {
            room: body.room
        }
    }

    Component {
        id: browse

        FaqBrowse {
            room: body.room
            onLooks: panel.looking = true
        }
    }

    Component {
        id: talk

        HelpTalk {
            room: body.room
            onWrites: panel.writing = true
            onReaches: panel.reaching = true
        }
    }

    Loader {
        anchors.fill: parent
        active: panel.writing && Kiosk.help.mayWrite
        sourceComponent: Keyboard {
            objectName: "keyboard"
            prompt: Words.say["help-write-prompt"]
            before: Kiosk.help.drafted()
            limit: 500
            onWritten: text => {
                Kiosk.touch.say(text);
                panel.wrote();
            }
            onCancelled: panel.wrote()

            Connections {
                target: Kiosk.writing

                function onChanged(): void {
                    if (panel.writing && Kiosk.writing.text + Kiosk.writing.letters !== "")
                        Kiosk.help.keep(Kiosk.writing.text + Kiosk.writing.letters);
                }
            }
        }
    }

    Loader {
        anchors.fill: parent
        active: panel.looking && Kiosk.help.step === "browse"
        sourceComponent: Keyboard {
            id: keyboard

            readonly property string looked: Kiosk.writing.text + Kiosk.writing.letters

            function settle(text: string): void {
                panel.looking = false;
                Kiosk.faq.look(text);
                Kiosk.touch.lookFor(text, Kiosk.faq.count);
            }

            objectName: "keyboard"
            prompt: Words.say["faq-search-prompt"]
            before: Kiosk.faq.query
            limit: 60
            doneText: Words.say["faq-search"]
            cancelText: Words.say["back"]
            onLookedChanged: {
                if (panel.looking)
                    Kiosk.faq.look(looked);
            }
            onWritten: text => keyboard.settle(text)
            onCancelled: text => {
                keyboard.settle(text); // what was missing is told all the same
                Kiosk.faq.look("");
            }
            below: Component {
                Column {
                    spacing: Theme.gap

                    Prose {
                        objectName: "faq-found"
                        width: parent.width
                        text: Kiosk.faq.query === "" ? Words.say["faq-search-hint"] : Kiosk.faq.found
                        color: Theme.soft
                    }

                    FaqRows {
                        width: parent.width
                        questions: Kiosk.faq.hits
                        onChosen: number => {
                            panel.looking = false;
                            Kiosk.touch.readFaq(number);
                        }
                    }
                }
            }
        }
    }
}
