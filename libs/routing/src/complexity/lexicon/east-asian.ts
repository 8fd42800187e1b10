import type { WordLists } from './lists.ts';

/** Chinese and Japanese as pairs of characters, Korean as words. */
export const EAST_ASIAN: WordLists = {
  reasoning: `
    证明 證明 推导 推導 推理 分析 比较 比較 对比 對比 解释 解釋 为什 為什 为何 评估 評估 论证 論證 优化 優化 原因 权衡
    なぜ 説明 考察 評価 証明 導出
    증명 증명하 분석 분석하 비교 비교하 설명 설명하 왜 이유`,
  mathematics: `
    方程 积分 積分 导数 導數 微分 概率 确率 確率 矩阵 矩陣 行列 质数 質數 素数 定理 计算 計算 求解 函数 函數 三角 数列 整数
    확률 적분 미분 방정식 행렬 정리 계산`,
  code: `
    代码 代碼 程序 程式 算法 演算 编程 編程 调试 調試 数据 データ コード 関数 実装 バグ
    코드 함수 알고리즘 구현 디버그`,
  pleasantry: '你好 您好 谢谢 謝謝 再见 こん にち 안녕 안녕하세요 감사합니다 고마워',
  lookup: '什么 什麼 哪里 哪裡 哪个 是谁 首都 多少 几点 どこ いつ だれ 誰が 何で 어디 언제 누구 수도',
  transform: '翻译 翻譯 总结 總結 摘要 改写 改寫 润色 概括 要約 翻訳 번역 번역해 요약 요약해',
  creation: '设计 設計 开发 開發 架构 架構 撰写 論文 论文 方案 실계 설계 개발',
  constraint: '必须 必須 不能 只能 至少 至多 要求 并且 반드시',
};
