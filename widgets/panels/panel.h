// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/dashboardspec.h"
#include "models/datasetmodel.h"
#include "widgets/controls.h"

#include <QFrame>
#include <QPointer>
#include <QTimer>

class QHBoxLayout;
class QMenu;
class QStackedLayout;
class QVBoxLayout;

namespace lonieve::widgets {

/// Title and next step of a failure, in the words of the program.
struct ErrorWords
{
    QString title;
    QString text;
};
ErrorWords wordsFor(const Error &error);

/// A card that shows one dataset: title, states, the definition behind it, its menu. Follows a DatasetModel
/// that its page owns.
class Panel : public QFrame
{
    Q_OBJECT

public:
    explicit Panel(const PanelSpec &spec, QWidget *parent = nullptr);

    const PanelSpec &spec() const { return m_spec; }
    QString id() const { return QString::fromLatin1(m_spec.id); }
    QString title() const;
    /// What the figures mean, in the words of the dataset's columns.
    virtual QString definition() const;

    void setModel(DatasetModel *model);
    DatasetModel *model() const { return m_model; }
    /// Every text that shows data, for tests and for assistive technology.
    virtual QStringList shownTexts() const = 0;
    /// The panel as a picture of `size` without its buttons; vectors on a vector device.
    void paintOn(QPainter *painter, const QRectF &target);

    QSize sizeHint() const override;

Q_SIGNALS:
    void exportRequested(const QString &panelId, const QString &format);
    void retryRequested();
    void openRequested(const QString &target, const QVariantMap &arguments);

protected:
    void setContent(QWidget *content, Skeleton::Shape skeleton);
    /// Room in the header between title and buttons.
    QHBoxLayout *headerLayout() const { return m_header; }
    QVBoxLayout *cardLayout() const { return m_layout; }
    void setPreferredHeight(int height);
    void setCompact();

    virtual void showData(const Dataset &dataset) = 0;
    virtual void retranslate();
    /// Words for an answer without rows.
    virtual QString emptyTitle() const;
    virtual QString emptyText() const;
    /// A dataset with rows that still hold nothing for this panel.
    virtual bool isEmptyFor(const Dataset &dataset) const;
    /// The content has its own placeholders and needs no skeleton.
    virtual bool showsOwnLoading() const { return false; }
    QVariantMap argumentsOf(const Dataset &dataset, qsizetype row) const;

    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void follow();
    void fillMenu();

    const PanelSpec m_spec;
    QPointer<DatasetModel> m_model;
    QVBoxLayout *m_layout;
    QHBoxLayout *m_header;
    ElidedLabel *m_title;
    QLabel *m_stamp;
    IconButton *m_info;
    IconButton *m_more;
    QMenu *m_menu;
    QWidget *m_body;
    QStackedLayout *m_stack;
    QWidget *m_content = nullptr;
    Skeleton *m_skeleton = nullptr;
    StateMessage *m_message;
    QTimer m_patience; ///< shows the skeleton only when an answer takes noticeably long
    int m_height = 0;
    bool m_compact = false;
};

} // namespace lonieve::widgets
